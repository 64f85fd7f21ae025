package dev.tern.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.kernel.conformance.Heard.Channel;
import dev.tern.kernel.wire.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * A client that checks and keeps every message it hears. It has no thread of its own: it listens while one of its
 * methods waits.
 */
final class RecordingClient implements AutoCloseable {
    static final int SECONDS = 40;

    /** A request that was sent. */
    record Sent(Channel channel, JsonObject header) {
        String id() {
            return header.get("msg_id").getAsString();
        }
    }

    private final ZContext context = new ZContext();
    private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
    private final ZMQ.Poller poller = context.createPoller(Channel.values().length);
    private final Signer signer;
    private final List<Heard> heard = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<String> sessions = new HashSet<>();

    /** Connects, and waits until the kernel has greeted this subscriber. */
    RecordingClient(Connection connection) {
        signer = new Signer(connection.key());
        byte[] identity = Signer.utf8(UUID.randomUUID().toString());
        for (Channel channel : Channel.values()) {
            int port = switch (channel) {
                case SHELL -> connection.shellPort();
                case CONTROL -> connection.controlPort();
                case STDIN -> connection.stdinPort();
                case IOPUB -> connection.iopubPort();
            };
            ZMQ.Socket socket = context.createSocket(channel == Channel.IOPUB ? SocketType.SUB : SocketType.DEALER);
            if (channel == Channel.IOPUB) {
                socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
            } else {
                socket.setIdentity(identity);
            }
            socket.setHWM(0);
            socket.setLinger(0);
            // Between two JeroMQ sockets a greeting sometimes gets stuck; given up early, it is repeated.
            socket.setHandshakeIvl(500);
            socket.connect(connection.address(port));
            sockets.put(channel, socket);
            poller.register(socket, ZMQ.Poller.POLLIN);
        }
        await(message -> message.type().equals("iopub_welcome"), "greeting on iopub");
    }

    Signer signer() {
        return signer;
    }

    /** Sends a request; its content is written as JSON with single quotes. */
    Sent send(Channel channel, String type, String content) {
        return send(
                channel,
                type,
                JsonParser.parseString(content.replace('\'', '"')).getAsJsonObject());
    }

    Sent send(Channel channel, String type, JsonObject content) {
        JsonObject header = signer.header(type);
        sendFrames(channel, signer.frames(header.toString(), content.toString()));
        return new Sent(channel, header);
    }

    /** Sends a cell. */
    Sent cell(String code) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("silent", false);
        content.addProperty("store_history", true);
        content.add("user_expressions", new JsonObject());
        content.addProperty("allow_stdin", true);
        content.addProperty("stop_on_error", true);
        return send(Channel.SHELL, "execute_request", content);
    }

    void sendFrames(Channel channel, List<byte[]> frames) {
        ZMQ.Socket socket = sockets.get(channel);
        for (int i = 0; i < frames.size(); i++) {
            assertThat(socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0))
                    .isTrue();
        }
    }

    Answer ask(Channel channel, String type, String content) {
        return answer(send(channel, type, content));
    }

    Answer run(String code) {
        return answer(cell(code));
    }

    /** Waits for the reply to a request and for its idle. */
    Answer answer(Sent request) {
        String type = request.header().get("msg_type").getAsString();
        Heard reply = await(
                message -> message.channel() == request.channel()
                        && message.parentId().equals(request.id()),
                "reply to " + type);
        awaitIdle(request);
        return new Answer(request, reply, about(request));
    }

    void awaitIdle(Sent request) {
        await(message -> message.isIdle() && message.parentId().equals(request.id()), "idle");
    }

    /** Every broadcast so far whose parent is this request. */
    List<Heard> about(Sent request) {
        return heard.stream()
                .filter(message ->
                        message.channel() == Channel.IOPUB && message.parentId().equals(request.id()))
                .toList();
    }

    /** The first message like this, heard already or still to come. */
    Heard await(Predicate<Heard> wanted, String what) {
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        int next = 0;
        while (true) {
            for (; next < heard.size(); next++) {
                if (wanted.test(heard.get(next))) {
                    return heard.get(next);
                }
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("no " + what + " within " + SECONDS + " s; faults: " + faults);
            }
            listen(left);
        }
    }

    /** Listens until nothing has come for a while. */
    void settle(long milliseconds) {
        int before;
        do {
            before = heard.size();
            listen(milliseconds);
        } while (heard.size() > before);
    }

    List<Heard> heard() {
        return heard;
    }

    /** Drops what was heard so far, but not its faults. */
    void forget() {
        heard.clear();
    }

    /** Everything that was wrong with what was heard. */
    List<String> faults() {
        return faults;
    }

    private void listen(long milliseconds) {
        poller.poll(milliseconds);
        sockets.forEach((channel, socket) -> {
            for (byte[] first = socket.recv(ZMQ.DONTWAIT); first != null; first = socket.recv(ZMQ.DONTWAIT)) {
                List<byte[]> frames = new ArrayList<>();
                frames.add(first);
                while (socket.hasReceiveMore()) {
                    frames.add(socket.recv());
                }
                keep(channel, frames);
            }
        });
    }

    private void keep(Channel channel, List<byte[]> frames) {
        Heard message;
        try {
            message = Heard.read(channel, frames, signer);
        } catch (RuntimeException wrong) {
            faults.add("no message on " + channel + ": " + wrong);
            return;
        }
        faults.addAll(Protocol.faults(message));
        if (!ids.add(message.id())) {
            faults.add(message.type() + " repeats the id " + message.id());
        }
        if (sessions.add(message.header().get("session").getAsString()) && sessions.size() > 1) {
            faults.add(message.type() + " has another session than the messages before");
        }
        heard.add(message);
    }

    @Override
    public void close() {
        context.close();
    }
}
