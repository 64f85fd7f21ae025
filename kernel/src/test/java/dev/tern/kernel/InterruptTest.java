package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tern.kernel.KernelFixture.Answer;
import dev.tern.kernel.wire.Message;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing a cell does may cost the session: interrupts keep the variables, deaths name them. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class InterruptTest {
    private static KernelFixture kernel;

    @BeforeAll
    static void start() throws Exception {
        kernel = new KernelFixture();
        kernel.run("int kept = 41;");
    }

    @AfterAll
    static void stop() throws Exception {
        kernel.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) { }",
                "Thread.sleep(100_000);",
                "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }",
                "while (true) { try { while (true) { } } catch (Throwable t) { } }",
                "int sum = 0;\nfor (int i = 0; i < Integer.MAX_VALUE; i++) for (int j = 0; j < Integer.MAX_VALUE; j++) sum ^= (i * 31 ^ j) / 7;",
                "long f(long n) { return n < 2 ? n : f(n - 1) + f(n - 2); }\nf(90)",
                "new Scanner(System.in).nextLine()",
                "!sleep 100",
                "while (true) System.out.println(\"again\");",
                "new Object() { void spin() { while (true) { } } }.spin();",
            })
    void anInterruptEndsTheCellAndKeepsTheVariables(String code) throws Exception {
        Message cell = kernel.start("System.out.println(\"started\");\n" + code);
        awaitStarted(cell);
        Thread.sleep(200);
        long start = System.nanoTime();
        kernel.client.control("interrupt_request", new JsonObject());
        Answer answer = kernel.await(cell);
        double milliseconds = (System.nanoTime() - start) / 1e6;
        assertThat(answer.status()).isEqualTo("error");
        assertThat(answer.reply().text("ename", "")).isEqualTo("Interrupted");
        // 100 ms is the aim on a quiet machine; the bound here leaves room for a busy one.
        assertThat(milliseconds).isLessThan(2000);
        assertThat(kernel.run("kept + 1").value()).isEqualTo("42");
    }

    @Test
    void completionAndInfoAnswerWhileACellRuns() throws Exception {
        Message cell = kernel.start("System.out.println(\"started\");\nThread.sleep(100_000);");
        awaitStarted(cell);
        JsonObject request = new JsonObject();
        request.addProperty("code", "System.out.pri");
        request.addProperty("cursor_pos", 14);
        assertThat(kernel.shell("complete_request", request).reply().content().getAsJsonArray("matches"))
                .isNotEmpty();
        assertThat(kernel.control("kernel_info_request").status()).isEqualTo("ok");
        kernel.client.control("interrupt_request", new JsonObject());
        assertThat(kernel.await(cell).status()).isEqualTo("error");
    }

    @Test
    void anInterruptRightBehindTheRequestIsNotLost() throws Exception {
        JsonObject question = new JsonObject();
        question.addProperty("code", "List.of(1).stream().map(x -> x.");
        question.addProperty("cursor_pos", 31);
        for (int i = 0; i < 40; i++) {
            // The cell has to wait for the compiler, which is busy with this.
            Message asked = kernel.client.shell("complete_request", question);
            Message cell = kernel.start("while (true) { }");
            awaitBroadcast("status", cell);
            Thread.sleep(i % 12);
            kernel.client.control("interrupt_request", new JsonObject());
            assertThat(kernel.await(cell).status()).isIn("error", "aborted");
            kernel.await(asked);
        }
        assertThat(kernel.run("kept + 1").value()).isEqualTo("42");
    }

    @Test
    void anInterruptEndsACellOfManyStatementsBetweenThem() throws Exception {
        Message cell = kernel.start("int passed = 0; System.out.println(\"started\");\n" + "passed++;\n".repeat(5000));
        awaitStarted(cell);
        Thread.sleep(100);
        kernel.client.control("interrupt_request", new JsonObject());
        assertThat(kernel.await(cell).reply().text("ename", "")).isEqualTo("Interrupted");
        assertThat(Integer.parseInt(kernel.run("passed").value())).isLessThan(5000);
    }

    @Test
    void anInterruptDoesNotReachTheNextCell() throws Exception {
        kernel.control("interrupt_request");
        assertThat(kernel.run("Thread.sleep(10); Thread.interrupted()").value()).isEqualTo("false");
    }

    private static void awaitStarted(Message cell) throws InterruptedException {
        awaitBroadcast("stream", cell);
    }

    private static void awaitBroadcast(String type, Message cell) throws InterruptedException {
        Message next = KernelFixture.next(kernel.broadcasts, "a " + type);
        java.util.List<Message> seen = new java.util.ArrayList<>();
        while (!(next.type().equals(type) && next.parentId().equals(cell.id()))) {
            seen.add(next);
            next = KernelFixture.next(kernel.broadcasts, "a " + type);
        }
        seen.add(next);
        kernel.broadcasts.addAll(seen);
    }
}
