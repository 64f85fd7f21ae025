package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tern.kernel.KernelFixture.Answer;
import dev.tern.kernel.wire.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel knows of Java: completion with signatures, inspection with documentation, hints under errors. */
class LanguageTest {
    private static KernelFixture kernel;

    @BeforeAll
    static void start() throws Exception {
        kernel = new KernelFixture();
        kernel.run("int length(String text) { return text.length(); } String planet = \"Saturn\"; int moons = 146;");
        kernel.run("var rings = new LinkedHashMap<String, Integer>();");
    }

    @AfterAll
    static void stop() throws Exception {
        kernel.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lenght("a")                 | did you mean length?
            planet.lenght()             | did you mean length?
            System.out.printn(1)        | did you mean print, printf, println?
            moonz + 1                   | did you mean moons?
            planet.isPresent()          | String has no isPresent(), but Optional has: planet.describeConstable().isPresent()
            planet.moons()              | moons is a value, not a method: charAt(int index) char takes one
            String name = moons;        | here belongs a String; in scope: planet
            int count = 2.5;            | to cut it to int, type  (int) (...)
            Math.max()                  | in scope and fitting the first argument: moons, length(...)
            length(moons)               | here belongs a String; in scope: planet
            new AtomicInteger(3)        | import java.util.concurrent.atomic.AtomicInteger;
            """)
    void anErrorSaysWhatToTypeInstead(String code, String hint) throws Exception {
        String trace = kernel.run(code).traceback();
        assertThat(trace).containsPattern("(?m)^  line 1: ").contains("^");
        assertThat(trace).containsPattern("(?m)^  hint: .*" + java.util.regex.Pattern.quote(hint));
    }

    @Test
    void whatWasRefusedIsNotOfferedBecauseAnotherOverloadTakesIt() throws Exception {
        kernel.run("void put(int at, String text) {}\nvoid put(String text) {}");
        assertThat(kernel.run("put(moons)").traceback())
                .contains("here belongs a String; in scope: planet")
                .doesNotContainPattern("in scope: .*moons");
    }

    @Test
    void aDeclarationThatWaitsForAnotherSaysWhatMayBeMeant() throws Exception {
        assertThat(kernel.run("ArayList<String> later;").stream("stderr"))
                .contains("later cannot be used until this is declared: class ArayList (did you mean ArrayList?)");
    }

    @Test
    void anErrorWithoutAnythingNearHasNoHint() throws Exception {
        assertThat(kernel.run("xyzzy(1)").traceback())
                .contains("cannot find symbol")
                .doesNotContain("hint:");
    }

    @Test
    void completionsCarryKindsAndSignatures() throws Exception {
        Map<String, JsonObject> members = complete("planet.sub");
        assertThat(members.get("substring(").get("signature").getAsString())
                .isEqualTo("(int beginIndex) String and 1 more");
        assertThat(members.get("substring(").get("type").getAsString()).isEqualTo("function");
        assertThat(complete("var local = \"x\";\nlocal.repe")
                        .get("repeat(")
                        .get("signature")
                        .getAsString())
                .isEqualTo("(int count) String");
        assertThat(complete("rings.keySet().toA")
                        .get("toArray(")
                        .get("signature")
                        .getAsString())
                .isEqualTo("() Object[] and 2 more");
        assertThat(complete("Integer.MAX_VAL").get("MAX_VALUE").get("signature").getAsString())
                .isEqualTo("int");
        assertThat(complete("plan").get("planet").get("signature").getAsString())
                .isEqualTo("String");
        assertThat(complete("leng").get("length(").get("signature").getAsString())
                .contains("String");
    }

    @Test
    void whatFitsComesFirstAndTheMethodsOfObjectLast() throws Exception {
        List<String> wanted = List.copyOf(complete("String other = planet.").keySet());
        assertThat(wanted.get(0))
                .isIn("concat(", "formatted(", "indent(", "intern()", "repeat(", "replace(", "strip()");
        assertThat(wanted.indexOf("length()")).isGreaterThan(wanted.indexOf("trim()"));
        assertThat(wanted.indexOf("wait(")).isGreaterThan(wanted.indexOf("length()"));
        List<String> variables = List.copyOf(complete("int many = mo").keySet());
        assertThat(variables.get(0)).isEqualTo("moons");
    }

    @Test
    void aCellIsCompletedInItsMiddle() throws Exception {
        String code = "for (int i = 0; i < 3; i++) {\n    planet.toLower\n}\nSystem.out.println(1);";
        int cursor = code.indexOf("\n}");
        assertThat(complete(code, cursor)).containsKey("toLowerCase(");
    }

    @Test
    void inspectionShowsTheDocumentationOfTheJdk() throws Exception {
        assumeTrue(
                Files.exists(Path.of(System.getProperty("java.home"), "lib", "src.zip")),
                "this JDK has no src.zip, so there is no documentation to show");
        JsonObject data = inspect("Math.floorMod");
        assertThat(data.get("text/plain").getAsString())
                .contains("int Math.floorMod(int x, int y)")
                .contains("floor modulus")
                .contains("`x` the dividend")
                .doesNotContain("{@code")
                .doesNotContain("<p>");
        assertThat(data.get("text/markdown").getAsString()).startsWith("```java\n");
    }

    @Test
    void signaturesWithoutDocumentationShareABlock() throws Exception {
        kernel.run("boolean fits(int side) { return true; } boolean fits(int width, int height) { return true; }");
        assertThat(inspect("fits").get("text/markdown").getAsString())
                .startsWith("```java\nboolean fits(int side)\n")
                .contains("boolean fits(int width, int height)\n")
                .containsOnlyOnce("```java")
                .endsWith("```");
    }

    @Test
    void inspectionFindsTheSourcesOfALibrary() throws Exception {
        JsonObject data = inspect("Comm.open");
        assertThat(data.get("text/plain").getAsString()).contains("Opens a comm to the target of this name");
        assertThat(inspect("Comms").get("text/plain").getAsString()).contains("The comms that are open");
    }

    @Test
    void completionCountsCodePoints() throws Exception {
        String code = "String s = \"\ud83d\ude00\"; s.subs";
        JsonObject request = new JsonObject();
        request.addProperty("code", code + "tring(1)");
        request.addProperty("cursor_pos", code.codePointCount(0, code.length()));
        Answer answer = kernel.shell("complete_request", request);
        JsonArray matches = answer.reply().content().getAsJsonArray("matches");
        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).getAsString()).isEqualTo("substring(");
        int start = answer.reply().number("cursor_start", -1);
        assertThat(code.substring(code.offsetByCodePoints(0, start))).isEqualTo("subs");
        assertThat(answer.reply().number("cursor_end", -1)).isEqualTo(code.codePointCount(0, code.length()));
        assertThat(answer.reply().content().getAsJsonObject("metadata").has("_jupyter_types_experimental"))
                .isTrue();
    }

    @Test
    void inspectionShowsSignaturesWithoutAParenthesis() throws Exception {
        JsonObject request = new JsonObject();
        request.addProperty("code", "Math.max");
        request.addProperty("cursor_pos", 7);
        request.addProperty("detail_level", 0);
        Message reply = kernel.shell("inspect_request", request).reply();
        assertThat(reply.bool("found", false)).isTrue();
        assertThat(reply.content().getAsJsonObject("data").get("text/plain").getAsString())
                .contains("int Math.max(int a, int b)");
    }

    @Test
    void completenessIsJudgedWithAnIndent() throws Exception {
        assertThat(completeness("int n = 1;")).isEqualTo("complete");
        assertThat(completeness("undeclared(1)")).isEqualTo("complete");
        assertThat(completeness("for (int i = 0; i < 3; i++) {")).isEqualTo("incomplete/    ");
        assertThat(completeness("int int = ;;)")).isEqualTo("invalid");
    }

    private static String completeness(String code) throws InterruptedException {
        JsonObject request = new JsonObject();
        request.addProperty("code", code);
        Message reply = kernel.shell("is_complete_request", request).reply();
        return reply.text("status", "") + (reply.content().has("indent") ? "/" + reply.text("indent", "") : "");
    }

    private static JsonObject inspect(String code) throws Exception {
        JsonObject request = new JsonObject();
        request.addProperty("code", code);
        request.addProperty("cursor_pos", code.length());
        return kernel.shell("inspect_request", request).reply().content().getAsJsonObject("data");
    }

    private static Map<String, JsonObject> complete(String code) throws Exception {
        return complete(code, code.length());
    }

    private static Map<String, JsonObject> complete(String code, int cursor) throws Exception {
        JsonObject request = new JsonObject();
        request.addProperty("code", code);
        request.addProperty("cursor_pos", cursor);
        JsonObject reply = kernel.shell("complete_request", request).reply().content();
        Map<String, JsonObject> found = new LinkedHashMap<>();
        for (JsonElement each : reply.getAsJsonObject("metadata").getAsJsonArray("_jupyter_types_experimental")) {
            found.put(each.getAsJsonObject().get("text").getAsString(), each.getAsJsonObject());
        }
        return found;
    }
}
