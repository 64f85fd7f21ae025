package dev.tern.kernel.conformance;

import dev.tern.kernel.conformance.Heard.Channel;
import java.util.List;

/**
 * A multipart message made by the {@link Fuzzer}.
 *
 * @param id the msg_id in it; empty when it has none
 * @param kind what was done to it, for the report of a failure
 */
record Specimen(Channel channel, List<byte[]> frames, Due due, String id, String kind) {
    private static final int SHOWN = 300;

    Specimen {
        kind = kind.length() > SHOWN ? kind.substring(0, SHOWN) + "..." : kind;
    }

    /** What the kernel owes to a message. */
    enum Due {
        /** One reply and an idle, whatever they say. */
        REPLY,
        /** No reply: it has to be dropped. */
        SILENCE,
        /** The protocol does not say. */
        ANYTHING
    }
}
