package dev.tern.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.session.Outcome;
import dev.tern.kernel.session.WorkerOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Libraries from a repository in a folder and from files: no test here touches the network. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LibraryTest {
    @TempDir
    Path folder;

    private MagicFixture kernel;
    private Repository repository;
    private String before;

    @BeforeEach
    void start() throws IOException {
        kernel = new MagicFixture();
        repository = new Repository(Files.createDirectory(folder.resolve("remote")));
        before = System.getProperty("maven.repo.local", "");
        System.setProperty("maven.repo.local", folder.resolve("local").toString());
    }

    @AfterEach
    void stop() {
        kernel.close();
        if (before.isEmpty()) {
            System.clearProperty("maven.repo.local");
        } else {
            System.setProperty("maven.repo.local", before);
        }
    }

    private String here() {
        return " --repository here=" + repository.folder().toUri();
    }

    private static String constant(String name, String value) {
        return "package example; public class " + name + " { public static String say() { return \"" + value
                + "\"; } }";
    }

    @Test
    void aLibraryAndWhatItDependsOnCanBeUsedInTheNextLine() throws IOException {
        repository.add("top:1.0", Map.of("example/Top.java", constant("Top", "top")), "bottom:1.0");
        repository.add("bottom:1.0", Map.of("example/Bottom.java", constant("Bottom", "bottom")));
        assertThat(kernel.value("%maven example:top:1.0" + here() + "\nexample.Top.say() + example.Bottom.say()"))
                .isEqualTo("topbottom");
        assertThat(kernel.out()).isEqualTo("2 jars added to the class path\n");
        List<MagicFixture.Shown> shown = kernel.shown();
        assertThat(shown.stream().map(MagicFixture.Shown::id).distinct()).hasSize(1);
        assertThat(shown.get(0).replaces()).isFalse();
        assertThat(shown.stream().skip(1)).allMatch(MagicFixture.Shown::replaces);
        assertThat(shown.get(shown.size() - 1).bundle().plainText()).startsWith("downloaded 4 files, ");
        assertThat(kernel.output("%maven example:top:1.0" + here())).isEqualTo("nothing new, 2 were there\n");
        assertThat(kernel.shown()).isEmpty();
        kernel.output("%reset");
        assertThat(kernel.value("example.Bottom.say()")).isEqualTo("bottom");
    }

    @Test
    void exclusionsConflictsAndOtherVersionsAreTold() throws IOException {
        repository.add("top:1.0", Map.of(), "middle:1.0", "bottom:2.0");
        repository.add("middle:1.0", Map.of(), "bottom:1.0", "noise:1.0");
        repository.add("bottom:1.0", Map.of());
        repository.add("bottom:2.0", Map.of());
        repository.add("noise:1.0", Map.of());
        assertThat(kernel.output("%maven example:top:1.0 --exclude *:noise" + here()))
                .isEqualTo("example:bottom: 2.0 was taken, not 1.0\n3 jars added to the class path\n");
        assertThat(kernel.output("%maven example:bottom:1.0" + here()))
                .contains("not added", "example:bottom:1.0 (2.0 stays)", "restarting", "nothing new");
        for (String name : List.of("noise", "other")) {
            repository.jar(
                    folder.resolve(name + "-2.0-M1.jar"),
                    Map.of(),
                    Map.of("META-INF/maven/example/noise/pom.properties", "version=2.0-M1"));
        }
        repository.add("other:1.0", Map.of());
        kernel.output("%classpath " + folder + "/*.jar");
        assertThat(kernel.output("%maven example:other:1.0" + here())).isEqualTo("1 jar added to the class path\n");
        assertThat(kernel.output("%maven example:noise:1.0" + here())).contains("example:noise:1.0 (2.0-M1 stays)");
        assertThat(kernel.output("%classpath"))
                .contains("bottom-2.0.jar")
                .doesNotContain("bottom-1.0.jar", "noise-1.0");
    }

    @Test
    void xmlFromAPomIsRead() throws IOException {
        repository.add("top:1.0", Map.of(), "bottom:1.0", "noise:1.0");
        repository.add("bottom:1.0", Map.of());
        repository.add("noise:1.0", Map.of());
        String dependency = """
                %%maven
                <dependency>
                  <groupId>example</groupId>
                  <artifactId>top</artifactId>
                  <version>VERSION</version>
                  <exclusions><exclusion><groupId>example</groupId><artifactId>noise</artifactId></exclusion></exclusions>
                </dependency>
                <repository><id>here</id><url>URL</url></repository>
                """.replace("URL", repository.folder().toUri().toString());
        assertThat(kernel.output(dependency.replace("VERSION", "1.0"))).isEqualTo("2 jars added to the class path\n");
        assertThat(kernel.failure(dependency.replace("VERSION", "${v}"))).contains("example:top", "written out");
        assertThat(kernel.failure("%%maven\n<dependency><groupId>a</dependency>"))
                .contains("cannot be read");
        assertThat(kernel.failure("%%maven\n<a/>")).contains("no <dependency>");
        assertThat(kernel.output("%%maven" + here() + "\n// a comment\nexample:noise:1.0  # another"))
                .isEqualTo("1 jar added to the class path\n");
    }

    @Test
    void whatIsWrongWithTheLineIsSaid() {
        assertThat(kernel.failure("%maven")).contains("%maven group:artifact:version");
        assertThat(kernel.failure("%maven rubbish")).contains("\"rubbish\" are no Maven coordinates");
        assertThat(kernel.failure("%maven a:b:1 --exlude x")).contains("Did you mean --exclude?");
        assertThat(kernel.failure("%maven a:b:1 --exclude")).contains("wants a value");
        assertThat(kernel.failure("%maven a:b:1 --repository nowhere")).contains("no URL");
    }

    @Test
    void aDownloadIsInterruptedAndLeavesNothingHalfWritten() throws Exception {
        try (SlowServer server = new SlowServer()) {
            Outcome outcome =
                    kernel.interrupt("%maven example:slow:1.0 --repository slow=" + server.url(), server::awaitJar);
            assertThat(outcome.failure().name()).isEqualTo("Interrupted");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(Path::toString).filter(name -> name.endsWith(".jar")))
                    .isEmpty();
        }
        assertThat(kernel.value("1 + 1")).isEqualTo("2");
    }

    @Test
    void jarsFoldersAndPatternsJoinTheClassPath() throws IOException {
        Path jar = repository.jar(folder.resolve("one.jar"), Map.of("example/One.java", constant("One", "1")));
        repository.jar(folder.resolve("two.jar"), Map.of("example/Two.java", constant("Two", "2")));
        Path classes = repository.classes(Map.of("example/Three.java", constant("Three", "3")));
        assertThat(kernel.value("%classpath " + folder + "/*.jar \"" + classes
                        + "\"\nexample.One.say() + example.Two.say() + example.Three.say()"))
                .isEqualTo("123");
        assertThat(kernel.output("%classpath add " + jar)).contains("nothing new");
        assertThat(kernel.output("%classpath")).contains(jar.toString(), classes.toString());
        assertThat(kernel.failure("%classpath " + folder + "/on.jar")).contains("Did you mean one.jar?", "%maven");
        assertThat(kernel.failure("%classpath " + folder + "/x*.jar")).contains("x*.jar");
        Path script = Files.writeString(folder.resolve("script.jsh"), "1");
        assertThat(kernel.failure("%classpath " + script)).contains("%load " + script);
    }

    @Test
    void aJarBringsItsMagicsAndItsStartUp() throws IOException {
        String magic = """
                package example;
                import dev.tern.kernel.magic.*;
                public class Greeting implements Magic {
                    public String name() { return "greet"; }
                    public Help help() { return Help.of("greets").usage("%greet NAME"); }
                    public void run(MagicCall call) throws MagicException {
                        if (call.words().isEmpty()) throw new MagicException("Whom? Type %greet NAME.");
                        if (call.text().equals("nobody")) throw new IllegalStateException("there is nobody");
                        call.print("Hello " + call.words().get(0));
                        call.run("var greeted = example.Helper.say();");
                    }
                }
                """;
        Path jar = repository.jar(
                folder.resolve("greeting.jar"),
                Map.of("example/Greeting.java", magic, "example/Helper.java", constant("Helper", "helper")),
                Map.of(
                        Extensions.MAGICS,
                        "example.Greeting\n",
                        Extensions.START_UP,
                        "import example.Helper;\nint started = 1;\n"));
        assertThat(kernel.output("%classpath " + jar)).startsWith("new magics: %greet\nadded: ");
        assertThat(kernel.output("%greet World")).isEqualTo("Hello World\n");
        assertThat(kernel.value("greeted + Helper.say() + started")).isEqualTo("helperhelper1");
        assertThat(kernel.failure("%greet")).isEqualTo("%greet: Whom? Type %greet NAME.");
        assertThat(MagicFixture.trace(kernel.run("%greet nobody"))).contains("there is nobody", "example.Greeting.run");
        assertThat(kernel.complete("%gree|")).containsExactly("greet");
        kernel.output("%reset");
        assertThat(kernel.value("Helper.say() + started")).isEqualTo("helper1");
    }

    @Test
    void magicsOnTheClassPathFromTheStartAreFound() throws IOException {
        String magic = """
                package example;
                import dev.tern.kernel.magic.*;
                public class Quiet implements Magic {
                    public String name() { return "quiet"; }
                    public Help help() { return Help.of("says little"); }
                    public void run(MagicCall call) { call.print("little"); }
                }
                """;
        Path jar = repository.jar(
                folder.resolve("quiet.jar"),
                Map.of("example/Quiet.java", magic),
                Map.of(Extensions.MAGICS, "example.Quiet\n"));
        WorkerOptions plain = WorkerOptions.fromProperties();
        String classPath = plain.classPath() + File.pathSeparator + jar;
        try (MagicFixture other =
                new MagicFixture(new WorkerOptions(classPath, plain.flags(), plain.environment(), Set.of()))) {
            assertThat(other.output("%quiet")).isEqualTo("little\n");
            assertThat(other.complete("%qui|")).containsExactly("quiet");
        }
    }

    @Test
    void aStartUpThatFailsSaysWhichJarAndLine() throws IOException {
        Path jar = repository.jar(
                folder.resolve("bad.jar"),
                Map.of(),
                Map.of(Extensions.START_UP, "int fine = 1;\nint bad = nowhere;\n"));
        assertThat(MagicFixture.trace(kernel.run("%classpath " + jar))).contains("bad.jar", "line 2: int bad");
    }
}
