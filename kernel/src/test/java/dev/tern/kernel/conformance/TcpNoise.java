package dev.tern.kernel.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What strangers who do not speak ZeroMQ, or only its first words, send to a port. */
final class TcpNoise {
    private TcpNoise() {}

    /** Says everything to the port, each on a connection of its own that is then cut. */
    static void sayTo(int port, Random random) throws IOException {
        for (byte[] words : words(random)) {
            try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
                socket.getOutputStream().write(words);
                socket.getOutputStream().flush();
            } catch (IOException cut) {
                // The kernel may hang up first.
            }
        }
    }

    private static List<byte[]> words(Random random) {
        byte[] bytes = new byte[200];
        random.nextBytes(bytes);
        List<byte[]> all = new ArrayList<>();
        all.add(new byte[0]);
        all.add(bytes);
        all.add("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        all.add(java.util.Arrays.copyOf(greeting(), 20));
        all.add(greeting());
        all.add(joined(greeting(), bytes));
        all.add(joined(greeting(), ready(), bytes));
        for (long size : new long[] {-1, Long.MAX_VALUE, 1L << 33, Integer.MAX_VALUE, 1L << 30}) {
            ByteBuffer frame = ByteBuffer.allocate(9).put((byte) 2).putLong(size);
            all.add(joined(greeting(), ready(), frame.array(), bytes));
        }
        return all;
    }

    /** The greeting of ZMTP 3.0 with the NULL mechanism. */
    private static byte[] greeting() {
        ByteBuffer greeting = ByteBuffer.allocate(64);
        greeting.put((byte) 0xFF).putLong(0).put((byte) 0x7F).put((byte) 3).put((byte) 0);
        greeting.put("NULL".getBytes(StandardCharsets.US_ASCII));
        return greeting.array();
    }

    private static byte[] ready() {
        byte[] command = joined(
                new byte[] {5},
                "READY".getBytes(StandardCharsets.US_ASCII),
                new byte[] {11},
                "Socket-Type".getBytes(StandardCharsets.US_ASCII),
                new byte[] {0, 0, 0, 6},
                "DEALER".getBytes(StandardCharsets.US_ASCII));
        return joined(new byte[] {4, (byte) command.length}, command);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
