package dev.tern.kernel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncomingTest {
    private static byte[] written(Object... objects) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Outgoing out = new Outgoing(bytes);
        for (Object each : objects) {
            out.writeObject(each);
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static Object again(Object object) throws IOException {
        return new Incoming(new ByteArrayInputStream(written(object))).readObject();
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
        Incoming in = new Incoming(new ByteArrayInputStream(
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
        Outgoing out = new Outgoing(bytes);
        for (Object other : List.of(1, new int[1], List.of("text", 2))) {
            assertThatThrownBy(() -> out.writeObject(other))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessage(other.getClass().getName());
        }
        out.flush();
        assertThat(bytes.size()).isZero();
    }

    @Test
    void whatNobodyWroteIsRefused() {
        assertThatThrownBy(() -> new Incoming(new ByteArrayInputStream(new byte[] {7})).readObject())
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessageContaining("7");
        assertThatThrownBy(() ->
                        new Incoming(new ByteArrayInputStream(Arrays.copyOf(written("some text"), 9))).readObject())
                .isInstanceOf(EOFException.class);
    }

    /** Values and blocks of all sizes, in any order, through a stream that gives as much at a time as it likes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 5_000, 100_000})
    void whateverIsWrittenIsRead(int most) throws IOException {
        Random random = new Random(most);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Outgoing out = new Outgoing(bytes);
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            checks.add(write(random, out));
        }
        out.flush();
        Incoming in = new Incoming(inPieces(bytes.toByteArray(), most, random));
        for (Check check : checks) {
            check.reads(in);
        }
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read(new byte[3])).isEqualTo(-1);
        assertThatThrownBy(in::readInt).isInstanceOf(EOFException.class);
    }

    private interface Check {
        void reads(Incoming in) throws IOException;
    }

    private static Check write(Random random, Outgoing out) throws IOException {
        long value = random.nextLong() >> random.nextInt(64);
        byte[] block = new byte[random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(40)];
        random.nextBytes(block);
        switch (random.nextInt(11)) {
            case 0 -> {
                out.writeBoolean(value > 0);
                return in -> assertThat(in.readBoolean()).isEqualTo(value > 0);
            }
            case 1 -> {
                out.writeByte((int) value);
                return in -> assertThat(in.readByte()).isEqualTo((byte) value);
            }
            case 2 -> {
                out.write((int) value);
                return in -> assertThat(in.readUnsignedByte()).isEqualTo((int) value & 0xff);
            }
            case 3 -> {
                out.writeShort((int) value);
                return in -> assertThat(in.readShort()).isEqualTo((short) value);
            }
            case 4 -> {
                out.writeShort((int) value);
                return in -> assertThat(in.readUnsignedShort()).isEqualTo((int) value & 0xffff);
            }
            case 5 -> {
                out.writeChar((int) value);
                return in -> assertThat(in.readChar()).isEqualTo((char) value);
            }
            case 6 -> {
                out.writeInt((int) value);
                return in -> assertThat(in.readInt()).isEqualTo((int) value);
            }
            case 7 -> {
                out.writeLong(value);
                return in -> assertThat(in.readLong()).isEqualTo(value);
            }
            case 8 -> {
                float number = Float.intBitsToFloat((int) value);
                out.writeFloat(number);
                return in -> assertThat(in.readFloat()).isEqualTo((Object) number);
            }
            case 9 -> {
                double number = Double.longBitsToDouble(value);
                out.writeDouble(number);
                return in -> assertThat(in.readDouble()).isEqualTo((Object) number);
            }
            default -> {
                out.write(block);
                return in -> {
                    byte[] read = new byte[block.length];
                    in.readFully(read);
                    assertThat(read).isEqualTo(block);
                };
            }
        }
    }

    private static InputStream inPieces(byte[] bytes, int most, Random random) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(most)));
            }
        };
    }
}
