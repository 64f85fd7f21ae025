package dev.tern.kernel.magic;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.language.Completeness;
import java.util.List;
import jdk.jshell.Snippet;
import org.jspecify.annotations.Nullable;

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
        if (isBroken(call, code)) {
            // Code that is no Java is refused before any of it runs, and with its place.
            call.run(code);
            return;
        }
        String loop = "measure(" + asked.loops() + "L, " + asked.runs()
                + ", loops$ -> { for (long i$ = 0; i$ < loops$; i$++) {";
        String expression = expression(call, code);
        String body = expression == null ? "\n" + code + "\n;" : " TernTiming.keep(\n" + expression + "\n);";
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

    private static boolean isBroken(MagicCall call, String code) throws MagicException {
        List<Snippet> snippets = call.session()
                .analyze(shell -> Completeness.of(shell, code).status().equals("complete")
                        ? shell.sourceCodeAnalysis().sourceToSnippets(code)
                        : List.of());
        for (Snippet snippet : snippets) {
            if (snippet.kind() == Snippet.Kind.METHOD || snippet.kind() == Snippet.Kind.IMPORT) {
                throw new MagicException("Methods and imports cannot be repeated. Declare them in a cell of their own,"
                        + " and measure the code that uses them.");
            }
        }
        return snippets.isEmpty();
    }

    /** The code without its semicolon if it is one expression that has a value. */
    private static @Nullable String expression(MagicCall call, String code) {
        String bare = code.stripTrailing().replaceFirst(";$", "");
        String type = call.session()
                .analyze(shell ->
                        shell.sourceCodeAnalysis().sourceToSnippets(code).size() == 1
                                ? shell.sourceCodeAnalysis().analyzeType(bare, bare.length())
                                : null);
        return type == null || type.isEmpty() || type.equals("void") ? null : bare;
    }
}
