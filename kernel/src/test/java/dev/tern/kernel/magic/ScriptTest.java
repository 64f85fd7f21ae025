package dev.tern.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A script does the same on either way to the shell. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are those of Unix")
class ScriptTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf '%s|' 'a  b' \"c'd\" '\\n' \"$((6 * 7))\"",
                "x=3\nfor i in 1 2 $x; do\n  echo \"$i\"\ndone",
                "cat <<END\n  one\n$(echo two)\nEND\n",
                "cat; echo nothing to read",
                "echo before; exit 3; echo never",
                "set -e\nfalse\necho never",
                "f() { echo \"$1\"; }; f 'last line' | tr a-z A-Z # a remark",
                "echo out; echo problem >&2; no-such-command-here 2>/dev/null",
                "trap 'echo at the end' EXIT; echo $0 $#",
            })
    void bothWaysDoTheSame(String text) throws Exception {
        for (String shell : List.of("sh", "bash")) {
            assertThat(outcome(Script.AS_INPUT, shell, text)).isEqualTo(outcome(Script.AS_ARGUMENT, shell, text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"printf 'ä 😀'", "printf '\\303\\244 😀'"})
    void onTheInputEveryLetterArrives(String text) throws Exception {
        assertThat(outcome(Script.AS_INPUT, "sh", text)).isEqualTo("0 ä 😀");
    }

    private static String outcome(Script way, String shell, String text) throws Exception {
        Process process = way.start(List.of(shell, "-c"), text, builder -> builder.redirectErrorStream(true));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output;
    }
}
