package dev.tern.kernel.jvm;

import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One of the two JVMs of a kernel. */
public enum Role {
    /**
     * Holds the sockets and the compiler. It compiles small snippets and passes messages on: a small young generation
     * keeps its memory low, the simple compiler is ready sooner, and a large value still fits.
     */
    FRONT {
        @Override
        List<String> ownFlags() {
            List<String> flags = new ArrayList<>(LargeMethods.interpreted(LargeMethods.IN_FRONT));
            flags.addAll(List.of(
                    "-XX:TieredStopAtLevel=1",
                    // A seventh less code of the compiler's many small methods; cells take as long.
                    "-XX:C1MaxInlineSize=12",
                    "-Xms24m",
                    "-Xmn10m",
                    "-Xmx1g",
                    // What is dead is taken back, down to the last twentieth.
                    "-XX:MarkSweepDeadRatio=0",
                    "-XX:MinHeapFreeRatio=10",
                    "-XX:MaxHeapFreeRatio=20",
                    "-XX:TrimNativeHeapInterval=2000",
                    // For language.Inside.
                    "--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED",
                    "--add-opens=jdk.compiler/com.sun.tools.javac.api=ALL-UNNAMED",
                    "--add-opens=jdk.compiler/com.sun.tools.javac.code=ALL-UNNAMED",
                    "--add-opens=jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED"));
            return flags;
        }

        @Override
        List<String> collector() {
            return List.of("-XX:+UseSerialGC");
        }
    },

    /** Runs the user's code: the JVM's own choice of largest heap and collector, and the full compiler. */
    WORKER {
        @Override
        List<String> ownFlags() {
            List<String> flags = new ArrayList<>(LargeMethods.interpreted(LargeMethods.IN_WORKER));
            // With all of the socket's code in it four times, reading a number takes the full compiler 18 MB; while
            // classes are redefined it begins that again and again.
            flags.add("-XX:CompileCommand=dontinline,dev.tern.kernel.worker.Incoming::fill");
            if (hasVectorModule()) {
                flags.add("--add-modules=" + VECTOR_MODULE);
                flags.add(VECTOR_LOOPS_APART);
            }
            flags.add("--enable-native-access=ALL-UNNAMED");
            // The worker loads its agent when a class is first redefined.
            flags.add("--add-exports=java.instrument/sun.instrument=ALL-UNNAMED");
            // Loops must reach a safepoint under every collector, or an interrupt could not take effect in them.
            flags.add("-XX:+UseCountedLoopSafepoints");
            flags.add("-XX:LoopStripMiningIter=1000");
            // A redefined method may have more or fewer lambdas than before.
            flags.add("-XX:+AllowRedefinitionToAddDeleteMethods");
            // What compiling leaves in the native heap goes back; with nothing to give back that takes 0.2 ms.
            flags.add("-XX:TrimNativeHeapInterval=2000");
            // The heap grows with what the cells need; a large one would first be touched from end to end. A share of
            // memory, a tenth of the usual one: a size would refuse to start under a smaller -Xmx.
            flags.add("-XX:InitialRAMPercentage=0.15");
            // Else memory is first touched four megabytes at a time.
            flags.add("-XX:G1HeapRegionSize=1m");
            flags.add("-Dfile.encoding=UTF-8");
            return flags;
        }

        @Override
        List<String> collector() {
            return List.of();
        }
    };

    /** The module that ND4J's neighbours compute with, where the JDK has it. */
    public static final String VECTOR_MODULE = "jdk.incubator.vector";

    /**
     * Loops over vectors stand in classes whose names end in Lanes. Compiled into a caller that has grown too large, their
     * vectors would become objects, a third slower, in one process and not in the next: they are compiled on their own.
     */
    private static final String VECTOR_LOOPS_APART = "-XX:CompileCommand=dontinline,*Lanes::*";

    /** Whether this JDK has {@link #VECTOR_MODULE}. */
    public static boolean hasVectorModule() {
        return ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent();
    }

    abstract List<String> ownFlags();

    abstract List<String> collector();

    /** The flags of this JVM. Another JDK than the one that was asked may know fewer of them. */
    public List<String> flags() {
        List<String> all = flagsWithoutCollector();
        all.addAll(collector());
        return all;
    }

    /** For the JVM that writes an archive: only under G1 does it keep objects as well, which every collector can use. */
    List<String> flagsWithoutCollector() {
        List<String> all = new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions"));
        // A JVM that is killed would leave its file for monitoring tools behind.
        all.add("-XX:-UsePerfData");
        // An archive is written for one address; anywhere else it is first rewritten in memory of this process alone.
        all.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0"));
        all.addAll(ownFlags());
        return all;
    }

    String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
