package dev.tern.kernel.session;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Weaves the interrupt check into the classes of a cell: an invokedynamic without arguments at the entry of every
 * method and before every jump backwards. It needs no stack and changes no frame.
 */
final class Weaver {
    private static final Handle BOOTSTRAP = new Handle(
            Opcodes.H_INVOKESTATIC,
            "dev/tern/kernel/worker/Interrupts",
            "bootstrap",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)"
                    + "Ljava/lang/invoke/CallSite;",
            false);

    private Weaver() {}

    /** The class with its checks. */
    static byte[] weave(byte[] code) {
        ClassReader reader = new ClassReader(code);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String type, String signature, String[] exceptions) {
                        MethodVisitor method = super.visitMethod(access, name, type, signature, exceptions);
                        // A class whose initializer fails is lost for good, so its entry is left alone.
                        return new Checks(method, !name.equals("<clinit>"));
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static final class Checks extends MethodVisitor {
        private final boolean atEntry;
        private final Set<Label> behind = new HashSet<>();

        Checks(MethodVisitor method, boolean atEntry) {
            super(Opcodes.ASM9, method);
            this.atEntry = atEntry;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            if (atEntry) {
                check();
            }
        }

        @Override
        public void visitLabel(Label label) {
            behind.add(label);
            super.visitLabel(label);
        }

        @Override
        public void visitJumpInsn(int opcode, Label target) {
            if (behind.contains(target)) {
                check();
            }
            super.visitJumpInsn(opcode, target);
        }

        @Override
        public void visitTableSwitchInsn(int minimum, int maximum, Label otherwise, Label... targets) {
            checkBefore(otherwise, targets);
            super.visitTableSwitchInsn(minimum, maximum, otherwise, targets);
        }

        @Override
        public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] targets) {
            checkBefore(otherwise, targets);
            super.visitLookupSwitchInsn(otherwise, keys, targets);
        }

        private void checkBefore(Label otherwise, Label[] targets) {
            if (behind.contains(otherwise) || java.util.Arrays.stream(targets).anyMatch(behind::contains)) {
                check();
            }
        }

        private void check() {
            visitInvokeDynamicInsn("check", "()V", BOOTSTRAP);
        }
    }
}
