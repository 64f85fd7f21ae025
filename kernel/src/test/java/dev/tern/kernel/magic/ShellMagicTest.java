package dev.tern.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.session.Outcome;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands: their output, their end, and what they may not do. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are those of Unix")
class ShellMagicTest {
    private static MagicFixture kernel;

    @BeforeAll
    static void start() {
        kernel = new MagicFixture();
    }

    @AfterAll
    static void stop() {
        kernel.close();
    }

    @Test
    void bothStreamsArePassedOn() {
        assertThat(kernel.output("%%bash\nfor i in 1 2 3; do echo out $i; done\necho problem >&2"))
                .isEqualTo("out 1\nout 2\nout 3\n");
        assertThat(kernel.error()).isEqualTo("problem\n");
        assertThat(kernel.output("%sh printf 'ä 😀'")).isEqualTo("ä 😀");
        assertThat(kernel.output("%sh cat")).isEmpty();
    }

    @Test
    void outputIsBatchedCompleteAndInOrder() {
        StringBuilder expected = new StringBuilder();
        for (int i = 1; i <= 50_000; i++) {
            expected.append(i).append('\n');
        }
        assertThat(kernel.output("!seq 50000")).isEqualTo(expected.toString());
    }

    @Test
    void anExitCodeIsAnError() {
        assertThat(kernel.failure("%%bash\necho before\nexit 3")).isEqualTo("%bash: exit code 3");
        assertThat(kernel.out()).isEqualTo("before\n");
        assertThat(kernel.failure("!no-such-command-here")).contains("127", "no such command");
        assertThat(kernel.failure("%bash")).contains("%bash ls");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo started; sleep 100",
                "trap '' TERM; echo started; while true; do sleep 0.1; done",
                "(sleep 100; echo child) & echo started; wait",
                "echo started; yes",
            })
    void anInterruptEndsTheCommandAndItsChildren(String command) throws Exception {
        Set<ProcessHandle> before = descendants();
        Outcome outcome = kernel.interrupt("%%bash\n" + command, "started");
        assertThat(outcome.failure()).isNotNull();
        assertThat(outcome.failure().name()).isEqualTo("Interrupted");
        for (int i = 0; i < 100 && !before.containsAll(descendants()); i++) {
            Thread.sleep(50);
        }
        // Those of other tests may end meanwhile.
        assertThat(before).containsAll(descendants());
        assertThat(kernel.value("40 + 2")).isEqualTo("42");
    }

    private static Set<ProcessHandle> descendants() {
        return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }

    @Test
    void anInterruptThatComesLateDoesNotStopTheNextCell() {
        for (int i = 0; i < 100; i++) {
            kernel.session.interrupt();
            assertThat(kernel.value("int sum = 0; for (int n = 0; n < 10; n++) sum += n; sum"))
                    .isEqualTo("45");
        }
    }

    @Test
    void whatRunsInTheBackgroundIsNotWaitedFor() {
        long start = System.nanoTime();
        assertThat(kernel.output("%%bash\nsleep 20 &\necho done $!")).startsWith("done ");
        String child = kernel.out().strip().replaceAll("\\D", "");
        ProcessHandle.of(Long.parseLong(child)).ifPresent(ProcessHandle::destroy);
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(15);
    }

    @Test
    void outputWithoutEndIsCut() throws Exception {
        Outcome outcome = kernel.interrupt("!yes 'a line that comes again and again and again'", "output cut after");
        assertThat(outcome.failure().name()).isEqualTo("Interrupted");
        assertThat(kernel.out().length()).isLessThan(17 << 20);
    }

    @Test
    void theEnvironmentIsShownAndSet() {
        assertThat(kernel.output("%env PATH").strip()).isEqualTo(System.getenv("PATH"));
        assertThat(kernel.output("%env TERN_TEST=some words")).startsWith("TERN_TEST=some words");
        assertThat(kernel.output("!echo $TERN_TEST")).isEqualTo("some words\n");
        assertThat(kernel.output("%env")).contains("TERN_TEST=some words\n");
        assertThat(kernel.failure("%env TERN_TSET")).contains("Did you mean TERN_TEST?", "%env TERN_TSET=value");
        assertThat(kernel.failure("%env 1 = 2")).contains("NAME=value");
        assertThat(kernel.value("System.getenv(\"TERN_TEST\")")).isEqualTo("null");
        kernel.output("%reset");
        assertThat(kernel.value("System.getenv(\"TERN_TEST\")")).isEqualTo("some words");
    }

    @Test
    void safeModeRefusesCommands() {
        System.setProperty(ShellMagic.SAFE_PROPERTY, "true");
        try {
            for (String code : new String[] {"!echo x", "%sh echo x", "%%bash\necho x", "%bash echo x"}) {
                assertThat(kernel.failure(code)).contains("safe mode");
                assertThat(kernel.out()).isEmpty();
            }
        } finally {
            System.clearProperty(ShellMagic.SAFE_PROPERTY);
        }
    }
}
