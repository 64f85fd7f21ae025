package dev.tern.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void whatRunsOnceFromItsBeginningToItsEndIsLeftAlone(@TempDir Path folder) throws Exception {
        byte[] straight = snippet(folder, 1, "public static Object do_it$() { return 6 > 5 ? 7 : null; }");
        assertThat(Weaver.weave(straight)).isSameAs(straight);

        byte[] loop = Weaver.weave(
                snippet(folder, 2, "public static Object do_it$() { int i = 9; while (i > 0) { i--; } return i; }"));
        assertThat(checks(loop, "do_it$")).isEqualTo(1);
        assertThat(checks(loop, "<init>")).isZero();

        byte[] lambda = Weaver.weave(
                snippet(folder, 3, "public static Runnable do_it$() { return () -> System.out.println(); }"));
        assertThat(checks(lambda, "do_it$")).isZero();
        assertThat(checks(lambda, "lambda$do_it$$0")).isEqualTo(1);

        byte[] method = Weaver.weave(snippet(folder, 4, "public static int f(int n) { return n + 1; }"));
        assertThat(checks(method, "f")).isEqualTo(1);

        // The user's own class: its constructor may run again and again.
        snippet(folder, 5, "public static class Inner { Inner next = new Inner(); }");
        byte[] inner = Weaver.weave(Files.readAllBytes(folder.resolve("REPL").resolve("$JShell$5$Inner.class")));
        assertThat(checks(inner, "<init>")).isEqualTo(1);
    }

    /** The class that JShell makes of a snippet. */
    private static byte[] snippet(Path folder, int number, String member) throws IOException {
        String name = "$JShell$" + number;
        Path source = Files.writeString(
                folder.resolve(name + ".java"), "package REPL;\npublic class " + name + " {\n" + member + "\n}\n");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-g", "-d", folder.toString(), source.toString());
        assertThat(result).isZero();
        return Files.readAllBytes(folder.resolve("REPL").resolve(name + ".class"));
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
