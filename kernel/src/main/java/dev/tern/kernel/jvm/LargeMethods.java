package dev.tern.kernel.jvm;

import java.util.ArrayList;
import java.util.List;

/**
 * Methods that are not worth compiling: little of each runs at a time, and compiling it takes from one to
 * twenty megabytes, which the JVM then holds for seconds. How many is told by {@code jcmd <pid> Compiler.memory} of JDK 25,
 * started with {@code -XX:CompileCommand=MemStat,*.*,collect}. A JDK that has no such method takes no notice.
 */
final class LargeMethods {
    /**
     * Of the compiler and of JShell: 1.1 to 2.6 MB each on JDK 25 but for JavaCompiler and Wrap, which only 17 compiled, to
     * as much code as the others. Cells take as long without it, long ones too.
     */
    static final List<String> IN_FRONT = List.of(
            "com.sun.tools.javac.parser.JavacParser::term3",
            "com.sun.tools.javac.comp.Attr::attribClass",
            "com.sun.tools.javac.comp.Attr::visitMethodDef",
            "com.sun.tools.javac.comp.Modules::setCompilationUnitModules",
            "com.sun.tools.javac.jvm.ClassWriter::writeClassFile",
            "com.sun.tools.javac.jvm.Code::emitop0",
            "com.sun.tools.javac.main.Arguments::validate",
            "com.sun.tools.javac.main.JavaCompiler::compile",
            "jdk.jshell.Eval::processVariables",
            "jdk.jshell.SourceCodeAnalysisImpl::analyzeCompletion",
            "jdk.jshell.Wrap::varWrap",
            "org.objectweb.asm.ClassReader::accept");

    /**
     * What reads JShell's commands: 20 MB, again and again, as each class redefined undoes it. What reads their names,
     * with all that the full compiler would put into it: 3.7 MB. And what JDK 25 makes classes of lambdas with: 6.5 MB.
     */
    static final List<String> IN_WORKER = List.of(
            "jdk.jshell.execution.ExecutionControlForwarder::processCommand",
            "dev.tern.kernel.worker.Incoming::readUTF",
            "dev.tern.kernel.worker.Incoming::narrowText",
            "dev.tern.kernel.worker.Incoming::name",
            "dev.tern.kernel.worker.Incoming::isNext",
            "dev.tern.kernel.worker.Incoming::decoded",
            "jdk.internal.classfile.impl.StackMapGenerator::processBlock");

    private LargeMethods() {}

    /** The flags that leave these methods to the interpreter. */
    static List<String> interpreted(List<String> methods) {
        List<String> flags = new ArrayList<>(List.of("-XX:CompileCommand=quiet"));
        methods.forEach(method -> flags.add("-XX:CompileCommand=exclude," + method));
        return flags;
    }
}
