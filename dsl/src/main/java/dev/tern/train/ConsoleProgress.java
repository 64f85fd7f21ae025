package dev.tern.train;

/** Progress on standard error: one line, rewritten, when a person looks on; one line at the end otherwise. */
final class ConsoleProgress implements Progress.Sink {
    private final boolean isTerminal = System.console() != null;

    @Override
    public void show(Progress p) {
        String line = p.view().toString();
        if (isTerminal) {
            System.err.print("\r" + line + " ".repeat(Math.max(0, 78 - line.length())) + (p.isDone() ? "\n" : ""));
        } else if (p.isDone()) {
            System.err.println(line);
        }
    }
}
