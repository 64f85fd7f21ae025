package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.kernel.wire.Message;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes on beside the cell that runs: comms, subshells, questions to the user. */
class SideBySideTest {
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
    void aLibraryTalksOverACommWhileACellRuns() throws Exception {
        kernel.run("""
                var heard = new java.util.concurrent.LinkedBlockingQueue<Object>();
                Comms.register("echo", (comm, opening) -> comm.onMessage(message -> {
                    System.out.println("heard " + message.data().get("n"));
                    heard.add(message.data().get("n"));
                    comm.send(Map.of("twice", 2 * (Long) message.data().get("n")), message.buffers().get(0));
                }));""");
        kernel.broadcasts(kernel.client.shell("comm_open", json("{comm_id: 'c1', target_name: 'echo', data: {}}")));
        assertThat(commsOf("echo")).containsExactly("c1");
        assertThat(commsOf("other")).isEmpty();

        Message cell = kernel.start("heard.take()");
        Message said = kernel.client.shell(
                "comm_msg", json("{comm_id: 'c1', data: {n: 21, words: ['é', null, 1.5]}}"), List.of(new byte[] {7, 0
                }));
        List<Message> broadcasts = kernel.broadcasts(said);
        Message answer = only(broadcasts, "comm_msg");
        assertThat(answer.content().getAsJsonObject("data").get("twice").getAsInt())
                .isEqualTo(42);
        assertThat(answer.buffers()).hasSize(1);
        assertThat(answer.buffers().get(0)).containsExactly(7, 0);
        assertThat(only(broadcasts, "stream").text("text", "")).isEqualTo("heard 21\n");
        assertThat(kernel.await(cell).value()).isEqualTo("21");

        kernel.broadcasts(kernel.client.shell("comm_close", json("{comm_id: 'c1', data: {}}")));
        assertThat(commsOf("echo")).isEmpty();
    }

    @Test
    void aCommOpenedByACellReachesTheFrontEnd() throws Exception {
        KernelFixture.Answer opened = kernel.run(
                "var comm = Comm.open(\"jupyter.widget\", Map.of(\"state\", List.of(1, true)), Map.of(\"version\", \"2.1.0\"));");
        Message open = only(opened.broadcasts(), "comm_open");
        assertThat(open.text("target_name", "")).isEqualTo("jupyter.widget");
        assertThat(open.metadata().get("version").getAsString()).isEqualTo("2.1.0");
        assertThat(open.content().getAsJsonObject("data").get("state").toString())
                .isEqualTo("[1,true]");
        Message close = only(kernel.run("comm.close(Map.of());").broadcasts(), "comm_close");
        assertThat(close.text("comm_id", "")).isEqualTo(open.text("comm_id", "?"));
        assertThat(kernel.run("comm.send(Map.of())").traceback()).contains("Open another with Comm.open");
    }

    @Test
    void aHandlerThatFailsShowsItsTraceAndTheNextMessageIsHandled() throws Exception {
        kernel.run(
                "Comms.register(\"broken\", (comm, opening) -> { throw new IllegalStateException(\"no\" + opening.data().get(\"n\")); });");
        for (int n = 1; n <= 2; n++) {
            List<Message> broadcasts = kernel.broadcasts(kernel.client.shell(
                    "comm_open", json("{comm_id: 'b" + n + "', target_name: 'broken', data: {n: " + n + "}}")));
            assertThat(broadcasts.stream().map(m -> m.text("text", "")).collect(Collectors.joining()))
                    .startsWith("java.lang.IllegalStateException: no" + n);
        }
    }

    @Test
    void aSubshellRunsCellsWhileTheMainShellIsBusy() throws Exception {
        kernel.run("var gate = new java.util.concurrent.CountDownLatch(1); int shared = 20;");
        String id = kernel.control("create_subshell_request").reply().text("subshell_id", "");
        assertThat(id).isNotEmpty();
        assertThat(kernel.control("list_subshell_request")
                        .reply()
                        .content()
                        .get("subshell_id")
                        .toString())
                .contains(id);

        Message waiting = kernel.start("System.out.println(\"in\"); gate.await(); System.out.println(\"out\"); shared");
        KernelFixture.Answer beside = kernel.await(kernel.client.subshell(
                id,
                "execute_request",
                KernelFixture.cell("System.out.println(\"beside\"); shared++; gate.countDown(); shared * 2")));
        assertThat(beside.value()).isEqualTo("42");
        assertThat(beside.stream("stdout")).isEqualTo("beside\n");
        KernelFixture.Answer first = kernel.await(waiting);
        assertThat(first.stream("stdout")).isEqualTo("in\nout\n");
        assertThat(first.value()).isEqualTo("21");

        assertThat(kernel.await(kernel.client.control("delete_subshell_request", json("{subshell_id: '" + id + "'}")))
                        .status())
                .isEqualTo("ok");
        KernelFixture.Answer gone =
                kernel.await(kernel.client.subshell(id, "execute_request", KernelFixture.cell("1")));
        assertThat(gone.status()).isEqualTo("error");
        assertThat(gone.reply().text("evalue", "")).contains("no subshell " + id);
    }

    @Test
    void anInterruptStopsEveryShellAndTheHelpersOfAParallelStream() throws Exception {
        String id = kernel.control("create_subshell_request").reply().text("subshell_id", "");
        kernel.run("var started = new java.util.concurrent.CountDownLatch(2); long kept = 5;"
                + " var turns = new java.util.concurrent.atomic.AtomicLong();");
        Message one = kernel.start("started.countDown(); while (true) { }");
        Message two = kernel.client.subshell(
                id,
                "execute_request",
                KernelFixture.cell("IntStream.range(0, 64).parallel().forEach(i -> {"
                        + " if (i == 40) started.countDown(); while (true) { turns.incrementAndGet(); } });"));
        boolean bothRun = false;
        for (int look = 0; look < 200 && !bothRun; look++) {
            bothRun = probe("turns.get() > 0 && started.getCount() < 2 ? 1 : 0").equals("1");
        }
        assertThat(bothRun).as("both cells run").isTrue();
        kernel.control("interrupt_request");
        assertThat(kernel.await(one).reply().text("ename", "")).isEqualTo("Interrupted");
        assertThat(kernel.await(two).status()).isEqualTo("error");
        kernel.client.control("delete_subshell_request", json("{subshell_id: '" + id + "'}"));
        assertThat(kernel.run("long before = turns.get(); Thread.sleep(50); turns.get() - before")
                        .value())
                .isEqualTo("0");
        assertThat(kernel.run("kept").value()).isEqualTo("5");
    }

    @Test
    void aPasswordIsAskedForWithoutEcho() throws Exception {
        Message cell = kernel.start("password(\"Key: \").length() + input(\"Name: \")");
        Message first = KernelFixture.next(kernel.inputRequests, "input_request");
        assertThat(first.bool("password", false)).isTrue();
        assertThat(first.text("prompt", "")).isEqualTo("Key: ");
        kernel.client.input(first, "secret");
        Message second = KernelFixture.next(kernel.inputRequests, "input_request");
        assertThat(second.bool("password", true)).isFalse();
        kernel.client.input(second, "x");
        assertThat(kernel.await(cell).value()).isEqualTo("6x");
    }

    @Test
    void aQuestionMarkOpensAPage() throws Exception {
        JsonObject page = kernel.run("Math.max?")
                .reply()
                .content()
                .getAsJsonArray("payload")
                .get(0)
                .getAsJsonObject();
        assertThat(page.get("source").getAsString()).isEqualTo("page");
        assertThat(page.getAsJsonObject("data").get("text/plain").getAsString()).contains("int Math.max(int a, int b)");
    }

    /** Asks in a third shell, for the first two are busy. */
    private static String probe(String expression) throws Exception {
        String id = kernel.control("create_subshell_request").reply().text("subshell_id", "");
        String value = kernel.await(kernel.client.subshell(id, "execute_request", KernelFixture.cell(expression)))
                .value();
        kernel.await(kernel.client.control("delete_subshell_request", json("{subshell_id: '" + id + "'}")));
        return value;
    }

    private static java.util.Set<String> commsOf(String target) throws Exception {
        return kernel.shell("comm_info_request", json("{target_name: '" + target + "'}"))
                .reply()
                .content()
                .getAsJsonObject("comms")
                .keySet();
    }

    private static Message only(List<Message> messages, String type) {
        List<Message> found =
                messages.stream().filter(m -> m.type().equals(type)).toList();
        assertThat(found).as(type + " among " + messages).hasSize(1);
        return found.get(0);
    }

    private static JsonObject json(String lenient) {
        return JsonParser.parseString(lenient).getAsJsonObject();
    }
}
