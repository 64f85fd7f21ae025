package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.wire.Message;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The debugger over the real protocol: what a user does, command by command. */
class DebuggerTest {
    private static final String METHOD = """
            int twice(int n) {
                int k = n * 2;
                return k;
            }""";
    private static final String CELL = """
            int a = 20;

            String word = "hello";
            int b = twice(a)
                + 2;
            for (int i = 0; i < 3; i++) {
                b += i;
            }
            b""";

    @Test
    void aBreakpointStopsTheFirstRunOfACell() throws IOException, InterruptedException {
        try (DebugFixture debug = new DebugFixture()) {
            debug.kernel.run(METHOD);
            debug.start();
            String method = debug.breakpoints(METHOD, 2);
            String cell = debug.breakpoints(CELL, 3, 7);
            Message running = debug.kernel.start(CELL);

            assertThat(debug.stop("breakpoint")).containsExactly("cell [2]:3");
            assertThat(DebugFixture.told(debug.scope(debug.frame(0), "Globals")))
                    .contains("a=20");
            debug.go("continue");

            assertThat(debug.stop("breakpoint")).containsExactly("twice:2", "cell [2]:4");
            assertThat(debug.stackFrames()
                            .get(0)
                            .getAsJsonObject()
                            .getAsJsonObject("source")
                            .get("path")
                            .getAsString())
                    .isEqualTo(method);
            assertThat(debug.stackFrames()
                            .get(1)
                            .getAsJsonObject()
                            .getAsJsonObject("source")
                            .get("path")
                            .getAsString())
                    .isEqualTo(cell);
            assertThat(DebugFixture.told(debug.scope(debug.frame(0), "Locals"))).containsExactly("n=20");
            assertThat(debug.evaluate("n + word.length()")).isEqualTo("25");
            debug.go("next");
            assertThat(debug.stop("step")).containsExactly("twice:3", "cell [2]:4");
            assertThat(DebugFixture.told(debug.scope(debug.frame(0), "Locals"))).containsExactly("n=20", "k=40");
            debug.go("stepOut");
            assertThat(debug.stop("step")).hasSize(1).first().asString().startsWith("cell [2]:");
            debug.go("continue");

            for (int i = 0; i < 3; i++) {
                assertThat(debug.stop("breakpoint")).containsExactly("cell [2]:7");
                assertThat(debug.evaluate("i")).isEqualTo(Integer.toString(i));
                debug.go("continue");
            }
            assertThat(debug.kernel.await(running).value()).isEqualTo("45");
        }
    }
}
