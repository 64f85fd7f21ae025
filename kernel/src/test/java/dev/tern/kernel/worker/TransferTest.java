package dev.tern.kernel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferTest {
    private static byte[] written(Object... objects) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Transfer.Output out = new Transfer.Output(bytes);
        for (Object each : objects) {
            out.writeObject(each);
        }
        return bytes.toByteArray();
    }

    private static Object again(Object object) throws IOException {
        return new Transfer.Input(new ByteArrayInputStream(written(object))).readObject();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "größe", "Привет 漢字", "\u0000\u00ff\u0100", "half \ud83d", "\ud83d\ude00"})
    void textArrivesAsItIs(String text) throws IOException {
        assertThat(again(text)).isEqualTo(text);
        assertThat(again(List.of(text, text))).isEqualTo(List.of(text, text));
        assertThat((String[]) again(new String[] {text, ""})).containsExactly(text, "");
    }

    @Test
    void textOfAnyLengthArrives() throws IOException {
        String latin = "é".repeat(1 << 20);
        assertThat(again(latin)).isEqualTo(latin);
        assertThat(again(latin + "€")).isEqualTo(latin + "€");
    }

    @Test
    void everyKindArrivesBehindAnother() throws IOException {
        ClassBytecodes[] classes = {
            new ClassBytecodes("REPL.A", new byte[] {1, -1, 0}), new ClassBytecodes("REPL.B", new byte[0])
        };
        Transfer.Input in = new Transfer.Input(new ByteArrayInputStream(
                written(null, classes, new boolean[] {true, false}, List.of(), "end", new String[0])));
        assertThat(in.readObject()).isNull();
        assertThat(Arrays.stream((ClassBytecodes[]) in.readObject()).map(ClassBytecodes::name))
                .containsExactly("REPL.A", "REPL.B");
        assertThat((boolean[]) in.readObject()).containsExactly(true, false);
        assertThat(in.readObject()).isEqualTo(List.of());
        assertThat(in.readObject()).isEqualTo("end");
        assertThat((String[]) in.readObject()).isEmpty();
        assertThatThrownBy(in::readObject).isInstanceOf(EOFException.class);
    }

    @Test
    void bytesOfClassesArrive() throws IOException {
        byte[] bytes = new byte[70_000];
        new Random(1).nextBytes(bytes);
        ClassBytecodes[] classes = (ClassBytecodes[]) again(new ClassBytecodes[] {new ClassBytecodes("x", bytes)});
        assertThat(classes[0].bytecodes()).isEqualTo(bytes);
    }

    /** A trace reads the same on the other side: of the JDK, of the class path, of a named loader, without a source. */
    @Test
    void framesReadTheSame() throws IOException {
        StackTraceElement[] here = new Throwable().getStackTrace();
        StackTraceElement[] made = {
            new StackTraceElement("cells", "mine", "1.2", "a.B", "run", "B.java", 7),
            new StackTraceElement("a.B", "run", null, -2),
            new StackTraceElement("a.B", "run", "größe.java", -1)
        };
        StackTraceElement[] inJdk =
                assertThrown(() -> List.of().iterator().next()).getStackTrace();
        for (StackTraceElement[] frames : List.of(here, made, inJdk)) {
            StackTraceElement[] arrived = (StackTraceElement[]) again(frames);
            assertThat(arrived)
                    .extracting(Object::toString)
                    .containsExactly(Arrays.stream(frames).map(Object::toString).toArray(String[]::new));
            assertThat(arrived)
                    .extracting(StackTraceElement::isNativeMethod)
                    .containsExactly(Arrays.stream(frames)
                            .map(StackTraceElement::isNativeMethod)
                            .toArray(Boolean[]::new));
        }
    }

    private static Throwable assertThrown(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException thrown) {
            return thrown;
        }
        throw new AssertionError("nothing was thrown");
    }

    @Test
    void anotherKindIsRefusedBeforeAnythingIsWritten() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Transfer.Output out = new Transfer.Output(bytes);
        for (Object other : List.of(1, new int[1], List.of("text", 2))) {
            assertThatThrownBy(() -> out.writeObject(other))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessage(other.getClass().getName());
        }
        assertThat(bytes.size()).isZero();
    }

    @Test
    void whatNobodyWroteIsRefused() {
        assertThatThrownBy(() -> new Transfer.Input(new ByteArrayInputStream(new byte[] {7})).readObject())
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessageContaining("7");
        assertThatThrownBy(() -> new Transfer.Input(new ByteArrayInputStream(Arrays.copyOf(written("some text"), 9)))
                        .readObject())
                .isInstanceOf(EOFException.class);
    }
}
