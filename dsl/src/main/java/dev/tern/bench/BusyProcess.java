package dev.tern.bench;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that never rests, as a neighbour on the machine: it takes a core from what is measured. */
final class BusyProcess implements AutoCloseable {
    private final Process process;

    private BusyProcess(Process process) {
        this.process = process;
    }

    static BusyProcess start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new BusyProcess(new ProcessBuilder(
                        java, "-Xmx32m", "-cp", System.getProperty("java.class.path"), BusyProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Counts until its standard input ends, which it does with the one who started it. */
    public static void main(String[] arguments) throws IOException {
        Thread counting = new Thread(() -> {
            long count = 0;
            while (!Thread.currentThread().isInterrupted()) {
                count++;
            }
            System.out.println(count);
        });
        counting.setDaemon(true);
        counting.start();
        while (System.in.read() >= 0) {
            continue;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
