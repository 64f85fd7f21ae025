package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tern.kernel.KernelFixture.Answer;
import dev.tern.kernel.wire.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** The laws of the protocol, asserted on a running kernel. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class KernelTest {
    private static KernelFixture kernel;

    @BeforeAll
    static void start() throws Exception {
        kernel = new KernelFixture();
    }

    @AfterAll
    static void stop() throws Exception {
        kernel.close();
    }

    @Test
    void kernelInfoSpeaksTheProtocolOnBothChannels() throws Exception {
        Answer shell = kernel.shell("kernel_info_request", new JsonObject());
        Answer control = kernel.control("kernel_info_request");
        assertThat(shell.reply().content()).isEqualTo(control.reply().content());
        assertThat(shell.status()).isEqualTo("ok");
        assertThat(shell.reply().text("protocol_version", "")).isEqualTo("5.5");
        JsonObject language = shell.reply().content().getAsJsonObject("language_info");
        assertThat(language.get("name").getAsString()).isEqualTo("java");
    }

    @Test
    void valueOfTheLastExpressionIsTheResult() throws Exception {
        Answer answer = kernel.run("int six = 6;\nsix * 7");
        assertThat(answer.status()).isEqualTo("ok");
        assertThat(answer.value()).isEqualTo("42");
        List<String> types = answer.broadcasts().stream().map(Message::type).toList();
        assertThat(types).containsExactly("status", "execute_input", "execute_result", "status");
        assertThat(kernel.run("six;").of("execute_result")).isEmpty();
        assertThat(kernel.run("int seven = 7").of("execute_result")).isEmpty();
    }

    @Test
    void executionCountGrowsByOneForStoredCellsOnly() throws Exception {
        int before = kernel.run("1").reply().number("execution_count", -1);
        JsonObject silent = KernelFixture.cell("2");
        silent.addProperty("silent", true);
        Answer quiet = kernel.shell("execute_request", silent);
        assertThat(quiet.broadcasts().stream().map(Message::type)).containsOnly("status");
        assertThat(kernel.run("3").reply().number("execution_count", -1)).isEqualTo(before + 1);
    }

    @Test
    void tenThousandLinesComeInOrderInFewMessages() throws Exception {
        Answer answer = kernel.run("for (int i = 0; i < 10_000; i++) System.out.println(\"line \" + i);");
        String expected =
                IntStream.range(0, 10_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        assertThat(answer.stream("stdout")).isEqualTo(expected);
        assertThat(answer.of("stream").size()).isLessThan(200);
    }

    @Test
    void bothStreamsKeepTheirOrderAndTheirCharacters() throws Exception {
        Answer answer = kernel.run(
                "System.out.print(\"a\u00e4\u20ac\ud83d\ude00\"); System.err.print(\"b\"); System.out.print(\"c\");");
        assertThat(answer.of("stream").stream().map(m -> m.text("name", "") + m.text("text", "")))
                .containsExactly("stdouta\u00e4\u20ac\ud83d\ude00", "stderrb", "stdoutc");
    }

    @Test
    void outputOfAThreadReachesTheCellThatStartedIt() throws Exception {
        Message first = kernel.start(
                "new Thread(() -> { try { Thread.sleep(300); } catch (InterruptedException e) { } System.out.println(\"late\"); }).start();");
        kernel.await(first);
        kernel.run("1");
        while (true) {
            Message next = KernelFixture.next(kernel.broadcasts, "late output");
            if (next.type().equals("stream")) {
                assertThat(next.text("text", "")).isEqualTo("late\n");
                assertThat(next.parentId()).isEqualTo(first.id());
                return;
            }
        }
    }

    @Test
    void displayUpdateAndClear() throws Exception {
        Answer answer = kernel.run("display(\"id\", Map.of(\"k\", 1)); update(\"id\", \"new\"); clear(); clearNow();");
        JsonObject shown = answer.of("display_data").get(0).content();
        assertThat(shown.getAsJsonObject("data").keySet()).contains("text/plain", "text/html");
        assertThat(shown.getAsJsonObject("transient").get("display_id").getAsString())
                .isEqualTo("id");
        JsonObject updated = answer.of("update_display_data").get(0).content();
        assertThat(updated.getAsJsonObject("data").get("text/plain").getAsString())
                .isEqualTo("new");
        assertThat(answer.of("clear_output"))
                .extracting(clear -> clear.content().get("wait").getAsBoolean())
                .containsExactly(true, false);
    }

    @Test
    void anObjectOfACellShowsItsHtml() throws Exception {
        Answer answer = kernel.run("class Card { public String toHtml() { return \"<b>card</b>\"; } }\nnew Card()");
        JsonObject data = answer.of("execute_result").get(0).content().getAsJsonObject("data");
        assertThat(data.get("text/html").getAsString()).isEqualTo("<b>card</b>");
        assertThat(data.has("text/plain")).isTrue();
    }

    @Test
    void valuesAndMessagesOfAnySizePass() throws Exception {
        assertThat(kernel.run("\"x\".repeat(1_000_000)").value())
                .hasSizeLessThan(21_000)
                .contains("1,000,000 characters");
        JsonObject whole = kernel.run("markdown(\"x\".repeat(1_000_000))")
                .of("execute_result")
                .get(0)
                .content()
                .getAsJsonObject("data");
        assertThat(whole.get("text/markdown").getAsString()).hasSize(1_000_000);
        assertThat(kernel.run("throw new RuntimeException(\"x\".repeat(1_000_000));")
                        .status())
                .isEqualTo("error");
        assertThat(kernel.run("1 + 1").value()).isEqualTo("2");
    }

    @Test
    void anErrorAbortsTheCellsBehindIt() throws Exception {
        List<Message> sent = List.of(
                kernel.start("Thread.sleep(200); throw new RuntimeException(\"stop\");"),
                kernel.start("1"),
                kernel.start("2"));
        assertThat(kernel.await(sent.get(0)).status()).isEqualTo("error");
        assertThat(kernel.await(sent.get(1)).status()).isEqualTo("aborted");
        assertThat(kernel.await(sent.get(2)).status()).isEqualTo("aborted");
        assertThat(kernel.run("3").status()).isEqualTo("ok");
    }

    @Test
    void userExpressionsAreEvaluated() throws Exception {
        JsonObject cell = KernelFixture.cell("int base = 20;");
        JsonObject wanted = new JsonObject();
        wanted.addProperty("good", "base + 1");
        wanted.addProperty("bad", "nowhere");
        cell.add("user_expressions", wanted);
        JsonObject results =
                kernel.shell("execute_request", cell).reply().content().getAsJsonObject("user_expressions");
        assertThat(results.getAsJsonObject("good")
                        .getAsJsonObject("data")
                        .get("text/plain")
                        .getAsString())
                .isEqualTo("21");
        assertThat(results.getAsJsonObject("bad").get("status").getAsString()).isEqualTo("error");
    }

    @Test
    void standardInputAsksTheFrontEnd() throws Exception {
        Message cell = kernel.start("new Scanner(System.in).nextLine()");
        Message asked = KernelFixture.next(kernel.inputRequests, "input request");
        assertThat(asked.parentId()).isEqualTo(cell.id());
        kernel.client.input(asked, "typed \u00e4");
        assertThat(kernel.await(cell).value()).isEqualTo("typed \u00e4");
        JsonObject refused = KernelFixture.cell("System.in.read()");
        refused.addProperty("allow_stdin", false);
        assertThat(kernel.shell("execute_request", refused).reply().text("ename", ""))
                .isEqualTo("java.io.IOException");
    }

    @Test
    void historyFindsCells() throws Exception {
        kernel.run("\"needle in history\"");
        JsonObject request = new JsonObject();
        request.addProperty("hist_access_type", "search");
        request.addProperty("pattern", "*needle*");
        request.addProperty("output", false);
        JsonArray found =
                kernel.shell("history_request", request).reply().content().getAsJsonArray("history");
        assertThat(found).hasSize(1);
        assertThat(found.get(0).getAsJsonArray().get(2).getAsString()).isEqualTo("\"needle in history\"");
    }

    @Test
    void commsAreNoneAndAnUnknownTargetIsClosed() throws Exception {
        Answer info = kernel.shell("comm_info_request", new JsonObject());
        assertThat(info.reply().content().getAsJsonObject("comms").size()).isZero();
        JsonObject open = new JsonObject();
        open.addProperty("comm_id", "c1");
        open.addProperty("target_name", "nowhere");
        Message sent = kernel.client.shell("comm_open", open);
        Message next = KernelFixture.next(kernel.broadcasts, "comm_close");
        while (!(next.parentId().equals(sent.id()) && next.type().equals("comm_close"))) {
            next = KernelFixture.next(kernel.broadcasts, "comm_close");
        }
        assertThat(next.text("comm_id", "")).isEqualTo("c1");
    }

    @Test
    void magicsRunBetweenTheJava() throws Exception {
        Answer answer = kernel.run("int before = 1;\n%lsmagic\nbefore + 1");
        assertThat(answer.of("display_data")
                        .get(0)
                        .content()
                        .getAsJsonObject("data")
                        .toString())
                .contains("%maven", "%time", "text/html");
        assertThat(answer.value()).isEqualTo("2");
        Answer wrong = kernel.run("%nosuch");
        assertThat(wrong.reply().text("evalue", "")).contains("%lsmagic");
        assertThat(kernel.run("%time 20 + 1").value()).isEqualTo("21");
    }

    @Test
    void rubbishIsDroppedAndTheNextRequestAnswered() throws Exception {
        try (ZContext context = new ZContext()) {
            ZMQ.Socket socket = context.createSocket(SocketType.DEALER);
            socket.connect(kernel.connection.address(kernel.connection.shellPort()));
            java.util.Random random = new java.util.Random(1);
            for (int i = 0; i < 500; i++) {
                int frames = 1 + random.nextInt(8);
                for (int f = 0; f < frames; f++) {
                    byte[] frame =
                            f == 0 && i % 2 == 0 ? "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII) : bytes(random);
                    socket.send(frame, f < frames - 1 ? ZMQ.SNDMORE : 0);
                }
            }
            assertThat(kernel.run("1 + 1").value()).isEqualTo("2");
        }
    }

    private static byte[] bytes(java.util.Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void theHeartBeats() {
        try (ZContext context = new ZContext()) {
            ZMQ.Socket socket = context.createSocket(SocketType.REQ);
            socket.setReceiveTimeOut(5000);
            // As in Channel: JeroMQ's greeting may get stuck, and is then repeated.
            socket.setHandshakeIvl(500);
            socket.connect(kernel.connection.address(kernel.connection.heartbeatPort()));
            socket.send("ping");
            assertThat(socket.recvStr()).isEqualTo("ping");
        }
    }
}
