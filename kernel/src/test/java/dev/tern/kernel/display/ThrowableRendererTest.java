package dev.tern.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrowableRendererTest {
    private static StackTraceElement[] frames(String... classesAndMethods) {
        return Arrays.stream(classesAndMethods)
                .map(name -> {
                    int dot = name.lastIndexOf('.');
                    return new StackTraceElement(name.substring(0, dot), name.substring(dot + 1), "File.java", 3);
                })
                .toArray(StackTraceElement[]::new);
    }

    private static <T extends Throwable> T with(T thrown, String... frames) {
        thrown.setStackTrace(frames(frames));
        return thrown;
    }

    private static String text(Throwable thrown) {
        return Renderers.render(thrown).plainText().replaceAll("\u001b\\[[0-9;]*m", "");
    }

    @Test
    void theKernelsFramesAreCutOffAndTheCellsAreInItsWords() {
        Throwable thrown = with(
                new IllegalStateException("broken"),
                "java.util.Objects.check",
                "REPL.$JShell$12$Point.norm",
                "REPL.$JShell$11.scale",
                "REPL.$JShell$13.do_it$",
                "jdk.internal.reflect.Method.invoke",
                "dev.tern.kernel.worker.Execution.invoke");
        assertThat(text(thrown))
                .isEqualTo(String.join(
                        "\n",
                        "java.lang.IllegalStateException: broken",
                        "    at java.util.Objects.check(File.java:3)",
                        "    at Point.norm, declared in a cell",
                        "    at scale, declared in a cell",
                        "    at a statement of a cell"));
    }

    @Test
    void framesOfAThreadOfTheUserStay() {
        Throwable thrown = with(new Error(), "a.B.c", "java.lang.Thread.run");
        assertThat(text(thrown)).endsWith("at java.lang.Thread.run(File.java:3)");
    }

    @Test
    void causesAndSuppressedAreKeptWithTheFramesOfTheirOwn() {
        Throwable cause = with(new java.io.IOException("disk"), "a.Disk.read", "a.Main.run", "a.Main.main");
        Throwable thrown = with(new RuntimeException("wrapped", cause), "a.Main.load", "a.Main.run", "a.Main.main");
        thrown.addSuppressed(with(new Exception("on close"), "a.Disk.close", "a.Main.main"));
        assertThat(text(thrown))
                .isEqualTo(String.join(
                        "\n",
                        "java.lang.RuntimeException: wrapped",
                        "    at a.Main.load(File.java:3)",
                        "    at a.Main.run(File.java:3)",
                        "    at a.Main.main(File.java:3)",
                        "Suppressed: java.lang.Exception: on close",
                        "    at a.Disk.close(File.java:3)",
                        "    ... 1 more",
                        "Caused by: java.io.IOException: disk",
                        "    at a.Disk.read(File.java:3)",
                        "    ... 2 more"));
    }

    @Test
    void bothFormsAreRedAndTheHtmlIsEscaped() {
        MimeBundle bundle = Renderers.render(with(new Exception("<b>&"), "a.B.c"));
        assertThat(bundle.plainText()).contains("\u001b[31m", "\u001b[0m: <b>&");
        assertThat(bundle.data().get("text/html"))
                .contains("color:#", "&lt;b&gt;&amp;")
                .doesNotContain("<b>");
    }

    @Test
    void aLongTraceAndChainAreBounded() {
        Throwable overflow = with(
                new StackOverflowError(),
                IntStream.range(0, 1024).mapToObj(i -> "a.B.c" + i).toArray(String[]::new));
        assertThat(text(overflow).lines()).hasSizeLessThan(40);
        assertThat(text(overflow)).endsWith("... 994 more");
        Throwable chain = new Exception("x".repeat(1_000_000));
        for (int i = 0; i < 1000; i++) {
            chain = new Exception("m", chain);
        }
        assertThat(text(chain)).hasSizeLessThan(200_000);
    }

    @Test
    void circlesAndFailingMessagesEnd() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        assertThat(text(first)).containsOnlyOnce("first").containsOnlyOnce("second");
        class Mute extends Exception {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no");
            }
        }
        assertThat(text(new Mute())).contains("Mute: (its message cannot be had: IllegalStateException: no)");
    }
}
