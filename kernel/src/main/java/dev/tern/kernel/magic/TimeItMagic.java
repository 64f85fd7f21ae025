package dev.tern.kernel.magic;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.language.Completeness;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Measures how long short code takes: compiled once, then run in a loop within the worker. */
final class TimeItMagic implements Magic {
    /** What was asked for; zero loops or runs mean as many as are good. */
    private record Asked(long loops, int runs, String code) {}

    @Override
    public String name() {
        return "timeit";
    }

    @Override
    public Help help() {
        return Help.of("measures how long Java takes: best and median of several runs, each of many loops")
                .usage("%timeit [-n LOOPS] [-r RUNS] CODE")
                .usage("%%timeit [-n LOOPS] [-r RUNS]\nCODE")
                .option("-n", "LOOPS", "loops a run; without it, as many as take about 0.15 s")
                .option("-r", "RUNS", "runs; without it 7, or 3 when one loop takes longer than 0.5 s")
                .note(
                        "The code is compiled once and warmed up. It may use the session's variables; variables of its own"
                                + "\nare local. The value of an expression is kept from being optimized away.")
                .takes(Help.Arguments.JAVA)
                .example("%timeit Math.sqrt(2)")
                .example("%timeit -r 20 list.stream().mapToInt(x -> x).sum()");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        Asked asked = read(call.text());
        String code = call.body().isBlank() ? asked.code() : call.body();
        if (code.isBlank()) {
            throw new MagicException("What shall be measured? Type %timeit and the code on one line,"
                    + " or %%timeit and the code below.");
        }
        List<String> snippets = call.session().analyze(shell -> snippets(shell, code));
        if (call.session().analyze(shell -> snippets.stream().anyMatch(each -> isDeclaration(shell, each)))) {
            throw new MagicException("Methods and imports cannot be repeated. Declare them in a cell of their own,"
                    + " and measure the code that uses them.");
        }
        if (snippets.isEmpty()) {
            // Code that is no Java is refused before any of it runs, and with its place.
            call.run(code);
            return;
        }
        String loop = "measure(" + asked.loops() + "L, " + asked.runs()
                + ", loops$ -> { for (long i$ = 0; i$ < loops$; i$++) {";
        String body = call.session().analyze(shell -> body(shell, code, snippets));
        MimeBundle result = Probe.ask(call, "Timing", loop + body + "} })", 1);
        if (result != null) {
            call.print(result.plainText());
        }
    }

    private static Asked read(String text) throws MagicException {
        long loops = 0;
        int runs = 0;
        String rest = text;
        while (rest.matches("(?s)-[nr]\\s*\\d{1,9}\\b.*")) {
            String number = rest.substring(2).strip().replaceFirst("(?s)\\D.*", "");
            if (Long.parseLong(number) == 0) {
                throw new MagicException("-n and -r want a number from 1 on.");
            }
            if (rest.charAt(1) == 'n') {
                loops = Long.parseLong(number);
            } else {
                runs = Integer.parseInt(number);
            }
            rest = rest.substring(2).strip().substring(number.length()).strip();
        }
        if (rest.matches("(?s)-[nr](\\s.*)?")) {
            throw new MagicException(rest.substring(0, 2) + " wants a number, such as %timeit -n 1000 code.");
        }
        return new Asked(loops, runs, rest);
    }

    /** The snippets of the code without their semicolons; none when it is no Java. */
    private static List<String> snippets(JShell shell, String code) {
        List<String> snippets = new ArrayList<>();
        String rest = Completeness.of(shell, code).status().equals("complete") ? code : "";
        while (!rest.isBlank()) {
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (info.source() == null) {
                break;
            }
            snippets.add(info.source().strip().replaceFirst(";$", ""));
            rest = info.remaining();
        }
        return snippets;
    }

    /** What stands in the loop, on lines of its own: the code, its value kept if it ends with one. */
    private static String body(JShell shell, String code, List<String> snippets) {
        String last = snippets.get(snippets.size() - 1);
        int at = code.lastIndexOf(last);
        boolean statement = Completeness.of(shell, "{ " + last + "; }").status().equals("complete");
        if (at < 0 || (statement && (snippets.size() > 1 || !hasValue(shell, last)))) {
            return "\n" + code + "\n;";
        }
        // The call opens on the line above, so that the value stays at its place.
        String above = "\n" + code.substring(0, at);
        int end = above.lastIndexOf('\n');
        boolean free = above.substring(end).isBlank()
                && !above.substring(above.lastIndexOf('\n', end - 1) + 1, end).contains("//");
        String keep = " TernTiming.keep(";
        String opened = free ? above.substring(0, end) + keep + above.substring(end) : above + keep;
        return opened + last + "\n);";
    }

    private static boolean isDeclaration(JShell shell, String snippet) {
        return shell.sourceCodeAnalysis().sourceToSnippets(snippet).stream()
                .anyMatch(each -> each.kind() == Snippet.Kind.METHOD || each.kind() == Snippet.Kind.IMPORT);
    }

    private static boolean hasValue(JShell shell, String expression) {
        String type = shell.sourceCodeAnalysis().analyzeType(expression, expression.length());
        return type != null && !type.isEmpty() && !type.equals("void");
    }
}
