package dev.tern.kernel.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a kernel listens and the key that signs its messages: the content of a connection file.
 *
 * @param transport tcp or ipc
 * @param ip the address to bind or connect to; for ipc a path prefix
 * @param key the HMAC key; empty switches signatures off
 * @param signatureScheme always hmac-sha256
 * @param kernelName the name of the kernelspec, empty when unknown
 * @param curve the keys of an encrypted connection
 */
public record Connection(
        String transport,
        String ip,
        int shellPort,
        int iopubPort,
        int stdinPort,
        int controlPort,
        int heartbeatPort,
        String key,
        String signatureScheme,
        String kernelName,
        Optional<CurveKeys> curve) {

    public Connection {
        if (!signatureScheme.equals(Signature.SCHEME)) {
            throw new IllegalArgumentException(
                    "signature_scheme is \"" + signatureScheme + "\"; this kernel knows " + Signature.SCHEME);
        }
    }

    /** A connection that is not encrypted. */
    public Connection(
            String transport,
            String ip,
            int shellPort,
            int iopubPort,
            int stdinPort,
            int controlPort,
            int heartbeatPort,
            String key,
            String signatureScheme,
            String kernelName) {
        this(
                transport,
                ip,
                shellPort,
                iopubPort,
                stdinPort,
                controlPort,
                heartbeatPort,
                key,
                signatureScheme,
                kernelName,
                Optional.empty());
    }

    /** The same, encrypted. */
    public Connection encrypted(CurveKeys keys) {
        return new Connection(
                transport,
                ip,
                shellPort,
                iopubPort,
                stdinPort,
                controlPort,
                heartbeatPort,
                key,
                signatureScheme,
                kernelName,
                Optional.of(keys));
    }

    /** Reads a connection file; an {@link IOException} names the file and what is wrong with it. */
    public static Connection read(Path file) throws IOException {
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            return new Connection(
                    text(json, "transport", "tcp"),
                    text(json, "ip", "127.0.0.1"),
                    port(json, "shell_port"),
                    port(json, "iopub_port"),
                    port(json, "stdin_port"),
                    port(json, "control_port"),
                    port(json, "hb_port"),
                    text(json, "key", ""),
                    text(json, "signature_scheme", Signature.SCHEME),
                    text(json, "kernel_name", ""),
                    curve(json));
        } catch (JsonParseException | IllegalStateException | IllegalArgumentException wrong) {
            throw new IOException("Not a connection file: " + file + ": " + wrong.getMessage(), wrong);
        }
    }

    /** A connection on five free ports of the loopback address with a fresh random key. */
    public static Connection onFreePorts(String kernelName) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
            }
            int[] ports = held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
            String key = UUID.randomUUID().toString();
            return new Connection(
                    "tcp",
                    "127.0.0.1",
                    ports[0],
                    ports[1],
                    ports[2],
                    ports[3],
                    ports[4],
                    key,
                    Signature.SCHEME,
                    kernelName);
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    /** Writes the connection file, readable by its owner only, in one move. */
    public void write(Path file) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("transport", transport);
        json.addProperty("ip", ip);
        json.addProperty("shell_port", shellPort);
        json.addProperty("iopub_port", iopubPort);
        json.addProperty("stdin_port", stdinPort);
        json.addProperty("control_port", controlPort);
        json.addProperty("hb_port", heartbeatPort);
        json.addProperty("key", key);
        json.addProperty("signature_scheme", signatureScheme);
        json.addProperty("kernel_name", kernelName);
        curve.ifPresent(keys -> {
            json.addProperty("curve_publickey", keys.publicKey());
            json.addProperty("curve_secretkey", keys.secretKey());
        });
        Path target = file.toAbsolutePath();
        Path temporary = Files.createTempFile(target.getParent(), "connection", ".json");
        Files.writeString(temporary, json.toString());
        if (Files.getFileStore(temporary).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
        }
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The five ports. */
    public List<Integer> ports() {
        return List.of(shellPort, iopubPort, stdinPort, controlPort, heartbeatPort);
    }

    /** The ZeroMQ address of one of the ports. */
    public String address(int port) {
        return transport.equals("tcp") ? "tcp://" + ip + ":" + port : transport + "://" + ip + "-" + port;
    }

    private static Optional<CurveKeys> curve(JsonObject json) {
        String publicKey = text(json, "curve_publickey", "");
        String secretKey = text(json, "curve_secretkey", "");
        if (publicKey.isEmpty() != secretKey.isEmpty()) {
            throw new IllegalArgumentException((publicKey.isEmpty() ? "\"curve_publickey\"" : "\"curve_secretkey\"")
                    + " is missing: an encrypted connection needs both keys, a plain one has neither");
        }
        return publicKey.isEmpty() ? Optional.empty() : Optional.of(new CurveKeys(publicKey, secretKey));
    }

    private static String text(JsonObject json, String name, String otherwise) {
        JsonElement value = json.get(name);
        return value == null || value.isJsonNull() ? otherwise : value.getAsString();
    }

    private static int port(JsonObject json, String name) {
        JsonElement value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        return value.getAsInt();
    }
}
