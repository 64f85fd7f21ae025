package dev.tern.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class WeaverTest {
    /** Code with loops, switches, handlers and lambdas of all kinds. */
    public static final class Sample {
        private Sample() {}

        public static long run(int n) {
            long sum = 0;
            for (int i = 0; i < n; i++) {
                int j = i;
                do {
                    sum += switch (j % 3) {
                        case 0 -> 1;
                        case 1 -> 10;
                        default -> 100;
                    };
                    j--;
                } while (j > 0);
                try {
                    sum += 10 / (i % 2);
                } catch (ArithmeticException zero) {
                    sum -= 1;
                }
            }
            java.util.function.LongUnaryOperator twice = x -> 2 * x;
            return twice.applyAsLong(sum);
        }

        public static int straight(int x) {
            return x > 0 ? x : -x;
        }
    }

    @Test
    void wovenCodeVerifiesAndComputesTheSame() throws Exception {
        Class<?> woven = define(Weaver.weave(code(Sample.class)));
        Method run = woven.getMethod("run", int.class);
        assertThat(run.invoke(null, 50)).isEqualTo(Sample.run(50));
    }

    @Test
    void everyMethodAndEveryLoopIsChecked() throws Exception {
        assertThat(checks(Weaver.weave(code(Sample.class)), "straight")).isEqualTo(1);
        assertThat(checks(Weaver.weave(code(Sample.class)), "run")).isGreaterThanOrEqualTo(3);
        assertThat(checks(code(Sample.class), "run")).isZero();
    }

    private static int checks(byte[] code, String method) {
        List<String> found = new ArrayList<>();
        new ClassReader(code)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String type, String signature, String[] exceptions) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitInvokeDynamicInsn(
                                            String called, String of, org.objectweb.asm.Handle by, Object... more) {
                                        if (name.equals(method) && by.getOwner().endsWith("Interrupts")) {
                                            found.add(called);
                                        }
                                    }
                                };
                            }
                        },
                        0);
        return found.size();
    }

    private static byte[] code(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            in.transferTo(bytes);
            return bytes.toByteArray();
        }
    }

    private static Class<?> define(byte[] code) {
        return new ClassLoader(WeaverTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(null, code, 0, code.length);
            }
        }.define();
    }
}
