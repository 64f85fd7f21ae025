package dev.tern.kernel.wire;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/** The other end of a kernel: sends requests and hands every message that comes back to a listener. */
public final class Client implements AutoCloseable {
    /**
     * What a client hears. Each method runs on the thread of its channel, so messages of one channel come in
     * order and those of two channels do not.
     */
    public interface Listener {
        /** A reply on the shell or control channel. */
        void reply(Message message);

        /** A broadcast: streams, results, errors, status. */
        void broadcast(Message message);

        /** The kernel asks for a line of input; answer with {@link Client#input}. */
        void inputRequest(Message message);
    }

    private final ZContext context = new ZContext();
    // The same on every channel, or the kernel's input requests would not find their way back.
    private final String identity = UUID.randomUUID().toString();
    private final Codec codec;
    private final Channel iopub;
    private final Channel shell;
    private final Channel control;
    private final Channel stdin;

    public Client(Connection connection, Listener listener) {
        codec = new Codec(connection, System.getProperty("user.name", "user"));
        iopub = Channel.connect(
                "client-iopub",
                context,
                SocketType.SUB,
                identity,
                connection,
                connection.iopubPort(),
                decoding(listener::broadcast));
        shell = connect("client-shell", connection, connection.shellPort(), listener::reply);
        control = connect("client-control", connection, connection.controlPort(), listener::reply);
        stdin = connect("client-stdin", connection, connection.stdinPort(), listener::inputRequest);
    }

    /** Sends a request on the shell channel; returns it, for its id. */
    public Message shell(String type, JsonObject content) {
        return send(shell, codec.request(type, content));
    }

    /** Sends a request with binary frames on the shell channel; returns it. */
    public Message shell(String type, JsonObject content, List<byte[]> buffers) {
        Message plain = codec.request(type, content);
        return send(
                shell,
                new Message(plain.identities(), plain.header(), plain.parent(), plain.metadata(), content, buffers));
    }

    /** Sends a request to a subshell; returns it. */
    public Message subshell(String id, String type, JsonObject content) {
        Message request = codec.request(type, content);
        request.header().addProperty("subshell_id", id);
        return send(shell, request);
    }

    /** Sends a request on the control channel (interrupt, shutdown, subshells); returns it. */
    public Message control(String type, JsonObject content) {
        return send(control, codec.request(type, content));
    }

    /** Answers an input request. */
    public void input(Message inputRequest, String value) {
        JsonObject content = new JsonObject();
        content.addProperty("value", value);
        send(stdin, codec.reply(inputRequest, "input_reply", content));
    }

    @Override
    public void close() {
        shell.close();
        control.close();
        stdin.close();
        iopub.close();
        context.close();
    }

    private Channel connect(String name, Connection connection, int port, Consumer<Message> listener) {
        return Channel.connect(name, context, SocketType.DEALER, identity, connection, port, decoding(listener));
    }

    private Message send(Channel channel, Message message) {
        channel.send(codec.encode(message));
        return message;
    }

    private Channel.Receiver decoding(Consumer<Message> listener) {
        return (channel, frames) -> {
            try {
                listener.accept(codec.decode(frames));
            } catch (MalformedMessageException malformed) {
                System.err.println("tern client: message dropped: " + malformed.getMessage());
            }
        };
    }
}
