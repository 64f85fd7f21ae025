package dev.tern.integer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.tern.ibert.FixedExp;
import dev.tern.ibert.FixedGelu;
import dev.tern.ibert.FixedLayerNorm;
import dev.tern.ibert.FixedPoint;
import dev.tern.ibert.FixedSoftmax;
import dev.tern.ibert.FixedTanh;
import dev.tern.ibert.IntegerSqrt;
import dev.tern.ibert.Rescale;
import dev.tern.ibert.RescaleColumns;
import dev.tern.ibert.TableRows;
import dev.tern.quant.Packing;
import dev.tern.tensor.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What runs between token ids and the codes of logits has no float instruction, and nothing of the training half. The
 * kernels that compute whole numbers by other means (fp32, oneDNN) stand behind {@link ProductKernel} and are judged by
 * {@link PlainProduct}, which is among these.
 */
class NoFloatTest {
    private static final List<String> LANES = List.of("", "Rescale", "Row", "Softmax", "LayerNorm");

    private static final List<Class<?>> RUNNING =
            Stream.concat(named(), lanes()).toList();

    private static Stream<Class<?>> named() {
        return Stream.of(
                EncoderProgram.class,
                EncoderStep.class,
                ProjectionStep.class,
                OnFirstUse.class,
                AttentionStep.class,
                DenseStep.class,
                CodesStep.class,
                TableStep.class,
                PerceptronProgram.class,
                ProgramState.class,
                Sequence.class,
                Text.class,
                Block.class,
                Observer.class,
                PlainProduct.class,
                PlainHeads.class,
                HeadSums.class,
                FixedExp.class,
                FixedGelu.class,
                FixedLayerNorm.class,
                FixedPoint.class,
                FixedSoftmax.class,
                FixedTanh.class,
                IntegerSqrt.class,
                Rescale.class,
                RescaleColumns.class,
                TableRows.class,
                Packing.class,
                Threads.class);
    }

    /** The same on vectors, which other packages do not see. */
    private static Stream<Class<?>> lanes() {
        return LANES.stream().map(name -> {
            try {
                return Class.forName("dev.tern.ibert." + name + "Lanes");
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void noFloatInstruction() throws IOException {
        for (Class<?> each : RUNNING) {
            assertThat(floats(each)).as(each.getName()).isEmpty();
        }
    }

    @Test
    void theCheckSeesFloats() throws IOException {
        assertThat(floats(Lowering.class)).isNotEmpty();
        assertThat(floats(WholeBert.class)).anyMatch(found -> found.endsWith(" " + Opcodes.FMUL));
    }

    @Test
    void nothingOfTheTrainingHalf() {
        List<String> names = RUNNING.stream().map(Class::getName).toList();
        classes()
                .that()
                .belongToAnyOf(RUNNING.toArray(new Class<?>[0]))
                .should()
                .onlyDependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "run the program", found -> mayRun(found, names)))
                .check(new ClassFileImporter().importClasses(RUNNING));
    }

    private static boolean mayRun(JavaClass found, List<String> names) {
        String outer = found.getBaseComponentType().getName().replaceFirst("\\$.*", "");
        return !outer.startsWith("dev.tern.") && !outer.startsWith("org.nd4j.")
                || names.contains(outer)
                || outer.startsWith("dev.tern.integer.Product");
    }

    private static List<String> floats(Class<?> type) throws IOException {
        List<String> found = new ArrayList<>();
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream in = Objects.requireNonNull(type.getClassLoader().getResourceAsStream(file))) {
            new ClassReader(in).accept(new Finder(found), ClassReader.SKIP_DEBUG);
        }
        return found;
    }

    /** Opcodes of float and double: JVM specification, section 6.5. */
    private static boolean isFloat(int opcode) {
        return opcode >= Opcodes.FCONST_0 && opcode <= Opcodes.DCONST_1
                || opcode >= Opcodes.I2F && opcode <= Opcodes.D2F && opcode != Opcodes.L2I
                || opcode >= Opcodes.FCMPL && opcode <= Opcodes.DCMPG
                // From here on int, long, float and double take turns.
                || opcode >= Opcodes.ILOAD && opcode <= Opcodes.DLOAD && opcode > Opcodes.LLOAD
                || opcode >= Opcodes.ISTORE && opcode <= Opcodes.DSTORE && opcode > Opcodes.LSTORE
                || opcode == Opcodes.FALOAD
                || opcode == Opcodes.DALOAD
                || opcode == Opcodes.FASTORE
                || opcode == Opcodes.DASTORE
                || opcode >= Opcodes.IADD && opcode <= Opcodes.DNEG && (opcode - Opcodes.IADD) % 4 > 1
                || opcode == Opcodes.FRETURN
                || opcode == Opcodes.DRETURN;
    }

    private static boolean isFloat(Type type) {
        int sort = type.getSort() == Type.ARRAY ? type.getElementType().getSort() : type.getSort();
        return sort == Type.FLOAT || sort == Type.DOUBLE;
    }

    private static boolean takesFloats(String descriptor) {
        Type method = Type.getMethodType(descriptor);
        return isFloat(method.getReturnType())
                || Stream.of(method.getArgumentTypes()).anyMatch(NoFloatTest::isFloat);
    }

    private static final class Finder extends ClassVisitor {
        private final List<String> found;

        Finder(List<String> found) {
            super(Opcodes.ASM9);
            this.found = found;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                private void see(boolean isFloat, Object what) {
                    if (isFloat) {
                        found.add(method + ": " + what);
                    }
                }

                @Override
                public void visitInsn(int opcode) {
                    see(isFloat(opcode), opcode);
                }

                @Override
                public void visitVarInsn(int opcode, int variable) {
                    see(isFloat(opcode), opcode);
                }

                @Override
                public void visitLdcInsn(Object value) {
                    see(value instanceof Float || value instanceof Double, value);
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String name, String type) {
                    see(isFloat(Type.getType(type)), owner + "." + name);
                }

                @Override
                public void visitMethodInsn(int opcode, String owner, String name, String called, boolean isInterface) {
                    see(takesFloats(called), owner + "." + name + called);
                }
            };
        }
    }
}
