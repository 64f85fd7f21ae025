package dev.tern.kernel.conformance;

import com.google.gson.JsonObject;
import dev.tern.kernel.conformance.Heard.Channel;
import dev.tern.kernel.conformance.Specimen.Due;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes broken messages, always the same ones for the same seed and key, up to the ids in them. */
final class Fuzzer {
    private static final int MEGABYTE = 1 << 20;
    private static final int REMEMBERED = 50;
    private static final List<String> NOT_JSON =
            List.of("", "{", "}", "{\"a\":}", "{\"a\"", "[1", "{} {}", "{\"a\": 1}}", "\u0000", "{\"a\": tru", "\"");
    private static final List<String> NO_OBJECT = List.of("[]", "3", "\"x\"", "null", "true", "[{}]");

    private final Random random;
    private final Signer signer;
    private final OddRequests requests;
    private final List<Specimen> sent = new ArrayList<>();

    Fuzzer(long seed, Signer signer) {
        random = new Random(seed);
        requests = new OddRequests(random);
        this.signer = signer;
    }

    /** The next message. */
    Specimen next() {
        int dice = random.nextInt(1000);
        if (dice < 3) {
            return huge();
        }
        return switch (dice % 17) {
            case 0 -> forged();
            case 1 -> truncated();
            case 2 -> emptied();
            case 3 -> undelimited();
            case 4 -> dictionary("invalid UTF-8", new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'});
            case 5 -> dictionary("no JSON", Signer.utf8(pick(NOT_JSON)));
            case 6 -> dictionary("no object", Signer.utf8(pick(NO_OBJECT)));
            case 7 -> nested();
            case 8 -> unknown();
            case 9 -> replay();
            case 10 -> header();
            case 11 -> surrounded();
            case 12 -> new Specimen(channel(), noise(), Due.SILENCE, "", "noise");
            default -> content();
        };
    }

    /** Frames of random bytes. */
    List<byte[]> noise() {
        List<byte[]> frames = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            byte[] frame = random.nextInt(6) == 0 ? Signer.utf8(Signer.DELIMITER) : new byte[random.nextInt(60)];
            if (frame.length != Signer.DELIMITER.length()) {
                random.nextBytes(frame);
            }
            frames.add(frame);
        }
        return frames;
    }

    private Specimen forged() {
        Message good = good();
        byte[] signature = good.frames.get(1);
        switch (random.nextInt(3)) {
            case 0 -> signature[random.nextInt(signature.length)] ^= 1;
            case 1 -> good.frames.set(1, new byte[0]);
            default ->
                good.frames.set(
                        1,
                        new Signer("another key").signature(good.dictionaries()).getBytes(StandardCharsets.US_ASCII));
        }
        return good.as(Due.SILENCE, "forged");
    }

    private Specimen truncated() {
        Message good = good();
        int kept = 1 + random.nextInt(good.frames.size() - 1);
        good.frames.subList(kept, good.frames.size()).clear();
        return good.as(Due.SILENCE, "truncated to " + kept);
    }

    private Specimen emptied() {
        Message good = good();
        int which = random.nextInt(good.frames.size());
        good.frames.set(which, new byte[0]);
        return good.as(Due.SILENCE, "frame " + which + " emptied");
    }

    private Specimen undelimited() {
        Message good = good();
        if (random.nextBoolean()) {
            good.frames.remove(0);
        } else {
            good.frames.add(0, Signer.utf8(Signer.DELIMITER));
        }
        return good.as(Due.SILENCE, "delimiter");
    }

    /** A good signature over a message one of whose dictionaries is none. */
    private Specimen dictionary(String kind, byte[] wrong) {
        Message good = good();
        int which = random.nextInt(4);
        good.frames.set(2 + which, wrong);
        good.sign();
        return good.as(Due.SILENCE, kind + " as dictionary " + which);
    }

    private Specimen nested() {
        Message good = good();
        int depth = List.of(50, 1000, 20_000).get(random.nextInt(3));
        boolean lists = random.nextBoolean();
        String open = lists ? "[" : "{\"a\":";
        String text = "{\"deep\": " + open.repeat(depth) + (lists ? "" : "1") + (lists ? "]" : "}").repeat(depth) + "}";
        good.frames.set(4 + random.nextInt(2), Signer.utf8(text));
        good.sign();
        return good.as(Due.ANYTHING, "nested " + depth + " deep");
    }

    private Specimen unknown() {
        String type = List.of(
                        "execute_reply", "status", "make_coffee", "EXECUTE_REQUEST", "execute_request ", "\ud83d\ude00")
                .get(random.nextInt(6));
        return new Message(channel(), signer.header(type), requests.content("execute_request"))
                .as(Due.SILENCE, "type " + type);
    }

    private Specimen replay() {
        if (sent.isEmpty()) {
            return content();
        }
        Specimen old = sent.get(random.nextInt(sent.size()));
        return new Specimen(old.channel(), old.frames(), Due.ANYTHING, "", "replay");
    }

    private Specimen header() {
        Message good = good();
        String name = List.of("msg_id", "msg_type", "session", "username", "date", "version", "subshell_id")
                .get(random.nextInt(7));
        String header = random.nextBoolean()
                ? without(good.header, name).toString()
                : with(good.header, name, requests.value());
        good.frames.set(2, Signer.utf8(header));
        good.sign();
        boolean needed = name.startsWith("msg_") && !header.contains("\"" + name + "\"");
        return good.as(needed ? Due.SILENCE : Due.ANYTHING, "header field " + name + " in " + header);
    }

    /** Identities in front and buffers behind are no fault. */
    private Specimen surrounded() {
        Message good = good();
        for (int i = random.nextInt(20); i > 0; i--) {
            good.frames.add(0, new byte[] {(byte) i});
        }
        for (int i = random.nextInt(20); i > 0; i--) {
            good.frames.add(new byte[random.nextInt(100)]);
        }
        return good.as(Due.REPLY, "more frames");
    }

    private Specimen huge() {
        Message good = good();
        if (random.nextBoolean()) {
            good.frames.add(new byte[MEGABYTE]);
            return good.as(Due.REPLY, "huge buffer");
        }
        int which = random.nextInt(4);
        good.frames.set(2 + which, new byte[MEGABYTE]);
        good.sign();
        return good.as(Due.SILENCE, "huge dictionary " + which);
    }

    private Specimen content() {
        if (random.nextInt(4) == 0) {
            String type = requests.other();
            Channel channel = type.equals("input_reply") ? Channel.STDIN : channel();
            return new Message(channel, signer.header(type), requests.content(type)).as(Due.ANYTHING, type);
        }
        String type = requests.answered();
        Channel channel = type.equals("interrupt_request") ? Channel.CONTROL : Channel.SHELL;
        String content = requests.content(type);
        Specimen made = new Message(channel, signer.header(type), content).as(Due.REPLY, type + content);
        if (sent.size() < REMEMBERED) {
            sent.add(made);
        } else {
            sent.set(random.nextInt(REMEMBERED), made);
        }
        return made;
    }

    /** A message without fault that is cheap to answer. */
    private Message good() {
        Channel channel = random.nextBoolean() ? Channel.SHELL : Channel.CONTROL;
        return new Message(channel, signer.header("kernel_info_request"), "{}");
    }

    private Channel channel() {
        return Channel.values()[random.nextInt(3)];
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static JsonObject without(JsonObject header, String field) {
        JsonObject copy = header.deepCopy();
        copy.remove(field);
        return copy;
    }

    private static String with(JsonObject header, String field, String value) {
        String rest = without(header, field).toString();
        return rest.substring(0, rest.length() - 1) + ", \"" + field + "\": " + value + "}";
    }

    /** A message while it is being spoilt. */
    private final class Message {
        final Channel channel;
        final JsonObject header;
        final List<byte[]> frames;

        Message(Channel channel, JsonObject header, String content) {
            this.channel = channel;
            this.header = header;
            frames = signer.frames(header.toString(), content);
        }

        List<byte[]> dictionaries() {
            return List.copyOf(frames.subList(2, 6));
        }

        void sign() {
            frames.set(1, signer.signature(dictionaries()).getBytes(StandardCharsets.US_ASCII));
        }

        Specimen as(Due due, String kind) {
            return new Specimen(channel, frames, due, header.get("msg_id").getAsString(), kind);
        }
    }
}
