package dev.tern.kernel.debug;

import java.util.ArrayList;
import java.util.List;

/** Types as the JVM writes them, in the words of a cell. */
final class Types {
    private Types() {}

    /** The name of a class as the user wrote it, such as {@code Point} for {@code REPL.$JShell$12$Point}. */
    static String shown(String name) {
        String outer = Classes.outer(name.replaceAll("\\[\\]", ""));
        String plain = outer == null || name.length() <= outer.length() ? name : name.substring(outer.length() + 1);
        return plain.replaceFirst("^java\\.lang\\.(?=\\w+(\\[\\])*$)", "").replace('$', '.');
    }

    /** The source of a type that is given as a signature; Object for one that has no name a cell could use. */
    static String source(String signature) {
        StringBuilder text = new StringBuilder();
        int end = type(signature, 0, text);
        return end < 0 ? "Object" : text.toString();
    }

    /** Appends the type that begins here; returns where it ends, -1 when it has no name. */
    private static int type(String signature, int at, StringBuilder text) {
        return switch (signature.charAt(at)) {
            case 'Z' -> primitive("boolean", at, text);
            case 'B' -> primitive("byte", at, text);
            case 'C' -> primitive("char", at, text);
            case 'S' -> primitive("short", at, text);
            case 'I' -> primitive("int", at, text);
            case 'J' -> primitive("long", at, text);
            case 'F' -> primitive("float", at, text);
            case 'D' -> primitive("double", at, text);
            case '[' -> {
                int end = type(signature, at + 1, text);
                text.append("[]");
                yield end;
            }
            case 'T' -> {
                text.append("Object");
                yield signature.indexOf(';', at) + 1;
            }
            case 'L' -> named(signature, at + 1, text);
            default -> -1;
        };
    }

    private static int primitive(String name, int at, StringBuilder text) {
        text.append(name);
        return at + 1;
    }

    private static int named(String signature, int from, StringBuilder text) {
        int at = from;
        while ("<;".indexOf(signature.charAt(at)) < 0) {
            at++;
        }
        String name = signature.substring(from, at).replace('/', '.');
        if (name.matches(".*\\$\\d+[^$]*") && Classes.outer(name) == null || name.matches(".*[^\\w.$].*")) {
            return -1;
        }
        String outer = Classes.outer(name);
        String inner = outer == null ? name : name.substring(Math.min(name.length(), outer.length() + 1));
        if (inner.isEmpty() || inner.matches("(.*\\$)?\\d.*")) {
            return -1;
        }
        text.append(inner.replace('$', '.'));
        if (signature.charAt(at) == ';') {
            return at + 1;
        }
        List<String> arguments = new ArrayList<>();
        at++;
        while (signature.charAt(at) != '>') {
            char bound = signature.charAt(at);
            StringBuilder argument = new StringBuilder();
            if (bound == '*') {
                argument.append('?');
                at++;
            } else {
                if (bound == '+' || bound == '-') {
                    argument.append(bound == '+' ? "? extends " : "? super ");
                    at++;
                }
                at = type(signature, at, argument);
                if (at < 0) {
                    return -1;
                }
            }
            arguments.add(argument.toString());
        }
        text.append('<').append(String.join(", ", arguments)).append('>');
        // A class within a generic one would go on behind a dot; it has no simple name here.
        return signature.charAt(at + 1) == ';' ? at + 2 : -1;
    }
}
