package dev.tern.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.language.Completeness;
import dev.tern.kernel.language.Completion;
import dev.tern.kernel.language.Inspection;
import dev.tern.kernel.magic.MagicReader;
import dev.tern.kernel.magic.Magics;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.wire.Message;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a front end asks about code: completion, inspection, completeness. Answers while cells run. */
final class LanguageRequests {
    private static final Pattern HELP =
            Pattern.compile("\\s*(?:\\?{1,2}\\s*([\\w.$]+)|([\\w.$]+)\\s*\\?{1,2})\\s*;?\\s*");

    private final Session session;
    private final MagicReader magics;

    LanguageRequests(Session session, Magics magics) {
        this.session = session;
        this.magics = magics.reader();
    }

    /** Loads what the first completion would otherwise be kept waiting for. */
    void warmUp() {
        String code = "\"\".";
        session.ask(scope -> Completion.of(scope, code, code.length()));
    }

    JsonObject inspect(Message request) {
        String code = request.text("code", "");
        int cursor = cursor(request, code);
        String help = magics.help(code, cursor);
        JsonObject reply = Replies.ok();
        if (help != null) {
            reply.addProperty("found", true);
            reply.add("data", Publisher.data(MimeBundle.plain(help)));
        } else {
            Inspection found = session.ask(scope -> Inspection.of(scope, magics.java(code, cursor), cursor));
            reply.addProperty("found", !found.isEmpty());
            reply.add("data", found.isEmpty() ? new JsonObject() : Publisher.data(found.bundle()));
        }
        reply.add("metadata", new JsonObject());
        return reply;
    }

    /** For a cell such as {@code Math.max?}, what a pager shows. */
    Optional<JsonObject> page(String cell) {
        Matcher help = HELP.matcher(cell);
        // Hardly any cell has one: the expression need not be looked at.
        if (cell.indexOf('?') < 0 || !help.matches()) {
            return Optional.empty();
        }
        String name = help.group(1) == null ? help.group(2) : help.group(1);
        Inspection found = session.ask(scope -> Inspection.of(scope, name, name.length()));
        MimeBundle text = found.isEmpty() ? MimeBundle.plain("Nothing is known about " + name + ".") : found.bundle();
        JsonObject page = new JsonObject();
        page.addProperty("source", "page");
        page.add("data", Publisher.data(text));
        page.addProperty("start", 0);
        return Optional.of(page);
    }

    JsonObject complete(Message request) {
        String code = request.text("code", "");
        int cursor = cursor(request, code);
        Completion ofMagic = magics.complete(code, cursor);
        Completion completion = ofMagic != null
                ? ofMagic
                : session.ask(scope -> {
                    scope.index().open();
                    return Completion.of(scope, magics.java(code, cursor), cursor);
                });
        int start = code.codePointCount(0, completion.start());
        int end = code.codePointCount(0, completion.end());
        JsonArray matches = new JsonArray();
        JsonArray types = new JsonArray();
        for (Completion.Candidate candidate : completion.candidates()) {
            matches.add(candidate.text());
            JsonObject type = new JsonObject();
            type.addProperty("start", start);
            type.addProperty("end", end);
            type.addProperty("text", candidate.text());
            type.addProperty("type", candidate.type());
            type.addProperty("signature", candidate.signature());
            types.add(type);
        }
        JsonObject metadata = new JsonObject();
        metadata.add("_jupyter_types_experimental", types);
        JsonObject reply = Replies.ok();
        reply.add("matches", matches);
        reply.addProperty("cursor_start", start);
        reply.addProperty("cursor_end", end);
        reply.add("metadata", metadata);
        return reply;
    }

    JsonObject isComplete(Message request) {
        String code = request.text("code", "");
        JsonObject reply = new JsonObject();
        if (magics.startsWithMagic(code) || HELP.matcher(code).matches()) {
            reply.addProperty("status", "complete");
            return reply;
        }
        Completeness judged = session.analyze(shell -> Completeness.of(shell, magics.java(code, code.length())));
        reply.addProperty("status", judged.status());
        if (judged.status().equals("incomplete")) {
            reply.addProperty("indent", judged.indent());
        }
        return reply;
    }

    /** The cursor of a request, which counts code points, in UTF-16 units. */
    private static int cursor(Message request, String code) {
        int points = code.codePointCount(0, code.length());
        return code.offsetByCodePoints(0, Math.max(0, Math.min(points, request.number("cursor_pos", points))));
    }
}
