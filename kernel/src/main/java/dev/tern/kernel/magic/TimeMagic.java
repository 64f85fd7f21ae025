package dev.tern.kernel.magic;

import java.util.Locale;

/** Runs Java and says how long it took. */
final class TimeMagic implements Magic {
    @Override
    public String name() {
        return "time";
    }

    @Override
    public String help() {
        return "%time code  or  %%time with the code below: runs it and says how long it took";
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        if (call.text().isBlank()) {
            throw new MagicException("What shall be timed? Type %time and the code on one line.");
        }
        long start = System.nanoTime();
        call.run(call.text().stripLeading());
        call.print(String.format(Locale.ROOT, "%.1f ms", (System.nanoTime() - start) / 1e6));
    }
}
