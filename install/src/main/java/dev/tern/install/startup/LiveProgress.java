package dev.tern.install.startup;

import dev.tern.kernel.display.Display;
import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.widget.Box;
import dev.tern.kernel.widget.ProgressBar;
import dev.tern.kernel.widget.Widgets;
import dev.tern.kernel.widget.Words;
import dev.tern.train.Progress;

/**
 * A piece of work as a widget: a bar and a line of words that move while the page stays as it is. When the work is over
 * the plain display takes its place, which a saved notebook can show without a kernel.
 */
final class LiveProgress {
    private final ProgressBar bar = Widgets.progress(1).width("300px");
    private final Words words = Widgets.label("");
    private final Box both = Widgets.row(bar, words);

    private LiveProgress() {}

    /** Shows the first report. */
    static LiveProgress begin(Progress first) {
        LiveProgress live = new LiveProgress();
        live.move(first);
        MimeBundle bundle = live.both.bundle();
        Display.display(
                first.id(),
                bundle.with(MimeBundle.PLAIN, first.view().toString())
                        .with(MimeBundle.HTML, first.view().toHtml()));
        live.endIfDone(first);
        return live;
    }

    /** Shows a later report. */
    void show(Progress report) {
        move(report);
        endIfDone(report);
    }

    private void move(Progress report) {
        bar.set(Math.min(1, Math.max(0, (double) report.done() / report.total())));
        words.set(report.view().words());
    }

    private void endIfDone(Progress report) {
        if (report.isDone()) {
            Display.update(report.id(), report.view());
            both.close();
            bar.close();
            words.close();
        }
    }
}
