package dev.tern.kernel.session;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Weaves the interrupt check into the classes of a cell: an invokedynamic without arguments at the entry of every
 * method and before every jump backwards. It needs no stack and changes no frame. What runs once, from its beginning to
 * its end, is left alone, as most statements are: each check has to be linked, and its class is a quarter smaller without.
 */
final class Weaver {
    private static final Handle BOOTSTRAP = new Handle(
            Opcodes.H_INVOKESTATIC,
            "dev/tern/kernel/worker/Interrupts",
            "bootstrap",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)"
                    + "Ljava/lang/invoke/CallSite;",
            false);

    // The class around a snippet, and the methods around a statement, which the worker calls once.
    private static final String SNIPPET = "REPL/$JShell$";
    private static final String STATEMENT = "do_it$";

    private Weaver() {}

    /** The class with its checks. */
    static byte[] weave(byte[] code) {
        ClassReader reader = new ClassReader(code);
        if (hasOnlyWhatRunsOnce(reader) && !hasJumps(code)) {
            return code;
        }
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new Methods(writer), 0);
        return writer.toByteArray();
    }

    private static boolean hasOnlyWhatRunsOnce(ClassReader reader) {
        boolean ofSnippet = isSnippet(reader.getClassName());
        boolean[] only = {true};
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access, String name, String type, String signature, String[] exceptions) {
                        only[0] &= runsOnce(ofSnippet, name);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE);
        return only[0];
    }

    /** Not one of the classes inside. */
    private static boolean isSnippet(String name) {
        return name.startsWith(SNIPPET) && name.indexOf('$', SNIPPET.length()) < 0;
    }

    /** Wherever code is jumped to, a method has this attribute; where its name is part of a text, a look costs little. */
    private static boolean hasJumps(byte[] code) {
        return new String(code, StandardCharsets.ISO_8859_1).contains("StackMapTable");
    }

    private static boolean runsOnce(boolean ofSnippet, String method) {
        // A class whose initializer fails is lost for good.
        return method.equals("<clinit>") || ofSnippet && (method.startsWith(STATEMENT) || method.equals("<init>"));
    }

    private static final class Methods extends ClassVisitor {
        private boolean ofSnippet;

        Methods(ClassVisitor target) {
            super(Opcodes.ASM9, target);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String above, String[] interfaces) {
            ofSnippet = isSnippet(name);
            super.visit(version, access, name, signature, above, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
            MethodVisitor method = super.visitMethod(access, name, type, signature, exceptions);
            return new Checks(method, !runsOnce(ofSnippet, name));
        }
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
