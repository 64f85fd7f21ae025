package dev.tern.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tern.kernel.wire.Channel;
import dev.tern.kernel.wire.Codec;
import dev.tern.kernel.wire.Message;
import java.util.function.Supplier;

/** The frame of every answer: busy, the reply on the channel the request came on, idle. */
final class Replies {
    private final Codec codec;
    private final Publisher publisher;

    Replies(Codec codec, Publisher publisher) {
        this.codec = codec;
        this.publisher = publisher;
    }

    /** Answers a request; whatever goes wrong becomes an error reply, for a front end waits for some reply. */
    void answer(Channel channel, Message request, Supplier<JsonObject> content) {
        publisher.status(request.header(), "busy");
        JsonObject reply;
        try {
            reply = content.get();
        } catch (RuntimeException | Error broken) {
            System.err.println(request.type() + " failed: " + broken);
            reply = error(broken);
        }
        finish(channel, request, reply);
    }

    /** Sends the reply and says idle. */
    void finish(Channel channel, Message request, JsonObject content) {
        channel.send(codec.encode(codec.reply(request, replyTo(request.type()), content)));
        publisher.status(request.header(), "idle");
    }

    private static String replyTo(String type) {
        String asked = "_request";
        return type.endsWith(asked) ? type.substring(0, type.length() - asked.length()) + "_reply" : type;
    }

    static JsonObject ok() {
        JsonObject content = new JsonObject();
        content.addProperty("status", "ok");
        return content;
    }

    static JsonObject error(Throwable broken) {
        JsonObject content = new JsonObject();
        content.addProperty("status", "error");
        content.addProperty("ename", "KernelError");
        content.addProperty("evalue", String.valueOf(broken.getMessage()));
        JsonArray traceback = new JsonArray();
        traceback.add("The kernel failed to answer: " + broken);
        content.add("traceback", traceback);
        return content;
    }
}
