package dev.tern.kernel.magic;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code of a file.
 *
 * @param place where it came from: an absolute path or a URL
 * @param pieces to run one after the other: one for a file of Java, one for each cell of a notebook
 * @param leftOut what cannot be run here, a sentence each
 */
record Source(String place, List<Piece> pieces, List<String> leftOut) {
    /** Code, and how traces call it. Its lines are those of the file, or of the cell. */
    record Piece(String label, String code) {}

    private static final int CONNECT_MILLISECONDS = 15_000;
    private static final int READ_MILLISECONDS = 60_000;
    private static final int MAXIMUM_BYTES = 64 << 20;
    private static final Pattern PACKAGE =
            Pattern.compile("\\A((?:\\s|//[^\\n]*\\n|/\\*.*?\\*/)*)(package\\s+[\\w.\\s]+;)", Pattern.DOTALL);
    private static final Pattern TOOL_COMMAND = Pattern.compile("^/[a-z!?-].*$", Pattern.MULTILINE);

    /** Reads a file or a URL. */
    static Source read(String typed) throws MagicException {
        boolean url = typed.matches("(?i)(https?|file):.*");
        String place;
        String text;
        try {
            place = url ? typed : path(typed).toAbsolutePath().normalize().toString();
            text = url ? download(URI.create(typed)) : Files.readString(existing(path(typed)));
        } catch (IllegalArgumentException wrong) {
            throw new MagicException("\"" + typed + "\" is neither a path nor a URL: " + wrong.getMessage() + ".");
        } catch (MalformedInputException binary) {
            throw new MagicException(typed + " is no text in UTF-8.");
        } catch (IOException failed) {
            throw new MagicException(typed + " cannot be read: " + failed + ".");
        }
        String name = place.replaceFirst("[?#].*", "").replaceFirst(".*[/\\\\]", "");
        String ending = name.toLowerCase(Locale.ROOT).replaceFirst(".*\\.", "");
        return switch (ending) {
            case "ipynb" -> new Source(place, notebook(name, text), List.of());
            case "java" -> new Source(place, List.of(new Piece(name, withoutPackage(text))), List.of());
            case "jsh", "jshell", "repl" -> script(place, name, text);
            default ->
                throw new MagicException(name + " should end with .java, .jsh, .jshell or .ipynb, so that its kind is"
                        + " known." + (ending.equals("jar") ? " To use a jar, type %classpath " + typed + "." : ""));
        };
    }

    private static Path path(String typed) {
        return typed.startsWith("~/") ? Path.of(System.getProperty("user.home"), typed.substring(2)) : Path.of(typed);
    }

    private static Path existing(Path path) throws MagicException {
        if (!Files.isRegularFile(path)) {
            throw new MagicException(
                    Files.isDirectory(path)
                            ? path + " is a folder. Type the path of a file in it."
                            : "There is no file " + path.toAbsolutePath().normalize() + ".");
        }
        return path;
    }

    private static String download(URI url) throws IOException {
        URLConnection connection = url.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLISECONDS);
        connection.setReadTimeout(READ_MILLISECONDS);
        try (InputStream in = connection.getInputStream()) {
            byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
            if (bytes.length > MAXIMUM_BYTES) {
                throw new IOException("it is larger than " + (MAXIMUM_BYTES >> 20) + " MB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** A session knows no packages; the line stays, so that all others keep their number. */
    private static String withoutPackage(String java) {
        Matcher matcher = PACKAGE.matcher(java);
        return matcher.find()
                ? matcher.group(1) + matcher.group(2).replaceAll("[^\\n]", " ") + java.substring(matcher.end())
                : java;
    }

    /** Commands of the jshell tool are left out. */
    private static Source script(String place, String name, String text) {
        List<String> leftOut = new ArrayList<>();
        Matcher commands = TOOL_COMMAND.matcher(text);
        while (commands.find()) {
            long line = text.substring(0, commands.start()).lines().count() + 1;
            leftOut.add(name + ", line " + line + ": " + commands.group().strip()
                    + " is a command of the jshell tool and was left out.");
        }
        String code = commands.replaceAll("");
        return new Source(place, List.of(new Piece(name, code)), leftOut);
    }

    private static List<Piece> notebook(String name, String text) throws MagicException {
        List<Piece> pieces = new ArrayList<>();
        try {
            JsonObject notebook = JsonParser.parseString(text).getAsJsonObject();
            String language = language(notebook);
            if (!language.equalsIgnoreCase("java")) {
                throw new MagicException(name + " is a notebook of " + language + ", not of Java.");
            }
            JsonArray cells = notebook.getAsJsonArray("cells");
            for (int i = 0; cells != null && i < cells.size(); i++) {
                JsonObject cell = cells.get(i).getAsJsonObject();
                if (cell.get("cell_type").getAsString().equals("code")) {
                    String code = text(cell.get("source"));
                    pieces.add(new Piece(name + " cell " + (i + 1), code));
                }
            }
        } catch (JsonParseException
                | IllegalStateException
                | NullPointerException
                | UnsupportedOperationException broken) {
            throw new MagicException(name + " is no notebook of format 4: " + broken.getMessage() + ".");
        }
        return pieces;
    }

    /** The language a notebook says its cells are in; Java when it does not say. */
    private static String language(JsonObject notebook) {
        JsonElement metadata = notebook.get("metadata");
        JsonElement info = metadata == null ? null : metadata.getAsJsonObject().get("language_info");
        JsonElement name = info == null ? null : info.getAsJsonObject().get("name");
        return name == null ? "java" : name.getAsString();
    }

    private static String text(JsonElement source) {
        if (!source.isJsonArray()) {
            return source.getAsString();
        }
        StringBuilder code = new StringBuilder();
        source.getAsJsonArray().forEach(line -> code.append(line.getAsString()));
        return code.toString();
    }
}
