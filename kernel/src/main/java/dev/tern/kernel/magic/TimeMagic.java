package dev.tern.kernel.magic;

import java.util.Locale;

/** Runs Java and says how long it took. */
final class TimeMagic implements Magic {
    @Override
    public String name() {
        return "time";
    }

    @Override
    public Help help() {
        return Help.of("runs Java once and says how long that took")
                .usage("%time CODE")
                .usage("%%time\nCODE")
                .note(
                        "What the code declares stays declared, and its value is shown. %timeit measures short code better.")
                .takes(Help.Arguments.JAVA)
                .example("%time var sorted = IntStream.range(0, 1_000_000).boxed().sorted().toList()");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        String code = call.body().isBlank() ? call.text() : call.body();
        if (code.isBlank()) {
            throw new MagicException(
                    "What shall be timed? Type %time and the code on one line, or %%time and the code below.");
        }
        boolean java = call.isJava(code);
        long before = call.ofCell().ranNanoseconds();
        long start = System.nanoTime();
        boolean ended = call.run(code);
        long whole = System.nanoTime() - start;
        long ran = Math.min(call.ofCell().ranNanoseconds() - before, whole);
        String took = java ? time(ran) + ", and " + time(whole - ran) + " to compile" : time(whole);
        call.print((ended ? "" : "failed after ") + took);
    }

    private static String time(long nanoseconds) {
        double seconds = nanoseconds / 1e9;
        if (seconds >= 60) {
            return String.format(Locale.ROOT, "%d min %.1f s", (long) seconds / 60, seconds % 60);
        }
        return seconds >= 1
                ? String.format(Locale.ROOT, "%.2f s", seconds)
                : String.format(Locale.ROOT, "%.1f ms", seconds * 1000);
    }
}
