package dev.tern.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.session.Outcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How magics and Java share a cell, and what every magic has in common. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MagicsTest {
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
    void javaAroundMagicsKeepsItsLines() {
        Outcome compiled = kernel.run("int first = 1;\n%pwd\n\nint third = first +\n  nowhere;");
        assertThat(MagicFixture.trace(compiled)).contains("line 5:   nowhere;");
        Outcome thrown = kernel.run("%pwd\n%pwd\nint zero = 0;\nint bad = 1 / zero;");
        assertThat(MagicFixture.trace(thrown)).contains("(cell [7], line 4)");
        assertThat(MagicFixture.trace(kernel.run("%pwd\n%time nowhere()"))).contains("line 2:");
        assertThat(MagicFixture.trace(kernel.run("%%time\n\nint ok = 1;\nnowhere();")))
                .contains("line 4:");
    }

    @Test
    void aLineIsAMagicOnlyWhereASnippetMayBegin() {
        assertThat(kernel.value("int a = 17, b = 5;\na\n   % b")).isEqualTo("2");
        assertThat(kernel.value("int c = a\n   %b;\nc")).isEqualTo("2");
        assertThat(kernel.value("var text = \"\"\"\n%who\n!ls\n\"\"\";\ntext.length()"))
                .isEqualTo("9");
        assertThat(kernel.value("boolean yes = true, no = false;\nyes &&\n!no")).isEqualTo("true");
        assertThat(kernel.value("/*\n%who\n*/ 3")).isEqualTo("3");
    }

    @Test
    void aNegationIsJavaAndACommandIsNot() {
        kernel.output("boolean ready = true; var list = new ArrayList<String>();");
        assertThat(kernel.value("!ready")).isEqualTo("false");
        assertThat(kernel.value("!list.isEmpty()")).isEqualTo("false");
        assertThat(kernel.value("boolean declared = true;\n!declared")).isEqualTo("false");
        assertThat(kernel.output("!echo hello")).isEqualTo("hello\n");
        assertThat(kernel.output("int before = 1;\n!echo $((40 + 2))\nint after = 2;"))
                .isEqualTo("42\n");
    }

    @Test
    void whatIsUnknownOrMisplacedIsExplained() {
        assertThat(kernel.failure("%mavn x:y:1")).contains("There is no magic %mavn. Did you mean %maven?", "%lsmagic");
        assertThat(kernel.failure("%time_it 1")).contains("Did you mean %timeit?");
        assertThat(kernel.failure("int x = 1;\n%%bash\nls")).contains("%%bash", "first line");
        assertThat(kernel.failure("%%who\nx")).contains("one percent sign");
    }

    @Test
    void aFailureEndsTheCell() {
        assertThat(kernel.failure("%nosuch\nint neverRun = 1;")).contains("nosuch");
        assertThat(kernel.output("%who neverRun")).isEqualTo("no variables\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%maven?", "%help maven", "%maven --help", "%help %maven", "%%maven?"})
    void helpComesInEveryWayItIsAskedFor(String code) {
        assertThat(kernel.output(code)).contains("Usage:", "%maven group:artifact:version", "--exclude", "Example");
    }

    @Test
    void theListHasEveryMagicAndEachExplainsItself() {
        kernel.output("%lsmagic");
        String table = kernel.shown().get(0).bundle().plainText();
        assertThat(kernel.shown().get(0).bundle().data().get("text/html")).contains("<table>");
        for (String name :
                "bash classpath env heap help history load lsmagic maven pwd reset sh time timeit variables who whos"
                        .split(" ")) {
            assertThat(table).containsPattern("(?m)^%" + name + "\\b");
            assertThat(kernel.output("%" + name + "?")).contains("Usage:", "%" + name);
        }
    }

    @Test
    void namesOptionsFilesAndJavaAreCompleted() {
        assertThat(kernel.complete("%time|")).containsExactly("time", "timeit");
        assertThat(kernel.complete("int x = 1;\n%%ba|")).containsExactly("bash");
        assertThat(kernel.complete("%maven a:b:1 --|")).containsExactly("--exclude", "--repository");
        assertThat(kernel.complete("%load sr|")).containsExactly("src/");
        assertThat(kernel.complete("%classpath src/te|")).containsExactly("src/test/");
        assertThat(kernel.complete("%help lsm|")).containsExactly("lsmagic");
        assertThat(kernel.complete("%time \"\".isEm|")).containsExactly("isEmpty()");
        assertThat(kernel.complete("%%timeit\nvar s = \"\";\ns.isEm|")).containsExactly("isEmpty()");
        assertThat(kernel.complete("%%bash\ncat po|")).containsExactly("pom.xml");
        assertThat(kernel.complete("%pwd\n\"\".isEm|\n%who")).containsExactly("isEmpty()");
        assertThat(kernel.complete("var words = List.of();\n!words.isEm|")).containsExactly("isEmpty()");
    }

    @Test
    void completionReplacesTheWordBeforeTheCursor() {
        var found = kernel.magics.reader().complete("int x;\n%maven a:b:1 --exc", 25);
        assertThat(found).isNotNull();
        assertThat(found.start()).isEqualTo(20);
        assertThat(found.end()).isEqualTo(25);
    }

    @Test
    void whatIsJavaStaysAtItsPlace() {
        MagicReader reader = kernel.magics.reader();
        assertThat(reader.java("%maven a:b:1\nint x;\n!ls\nint y;", 0))
                .isEqualTo(" ".repeat(12) + "\nint x;\n   \nint y;");
        assertThat(reader.java("%%time\nint x;", 0)).isEqualTo("      \nint x;");
        assertThat(reader.java("%%bash\nls", 8)).isEqualTo("      \n  ");
        assertThat(reader.java("%time f()\nint x;", 8)).isEqualTo("      f()\nint x;");
        assertThat(reader.java("%time f()\nint x;", 12)).isEqualTo("         \nint x;");
        assertThat(reader.startsWithMagic("%who")).isTrue();
        assertThat(reader.startsWithMagic("!ls -l")).isTrue();
        assertThat(reader.startsWithMagic("int x;\n%who")).isFalse();
    }

    @Test
    void theHelpOfAMagicIsFoundAtItsLine() {
        MagicReader reader = kernel.magics.reader();
        assertThat(reader.help("int x;\n%maven a:b:1 --ex", 20)).contains("--exclude");
        assertThat(reader.help("int x;\n%maven a:b:1", 3)).isNull();
        assertThat(reader.help("%time f()", 3)).contains("%%time");
        assertThat(reader.help("%time f()", 8)).isNull();
        assertThat(reader.help("%%bash\nls", 3)).contains("COMMANDS");
        assertThat(reader.help("%%bash\nls", 8)).isNull();
        assertThat(reader.help("%nosuch", 3)).isNull();
    }

    @Test
    void historyIsCutAndSearched() {
        kernel.history.clear();
        kernel.history.addAll(java.util.List.of("int one = 1;", "int two = 2;", "int three = 3;"));
        assertThat(kernel.output("%history 2")).isEqualTo("int two = 2;\nint three = 3;\n");
        assertThat(kernel.output("%history --find three --numbers")).isEqualTo("   3  int three = 3;\n");
        assertThat(kernel.failure("%history x")).contains("%history 10");
    }

    @Test
    void aWorkingFolderIsShownAndNotChanged() {
        assertThat(kernel.output("%pwd").strip()).isEqualTo(kernel.value("System.getProperty(\"user.dir\")"));
        assertThat(kernel.failure("%cd /tmp")).contains("%%bash");
    }
}
