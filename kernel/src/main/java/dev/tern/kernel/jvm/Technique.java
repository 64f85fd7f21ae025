package dev.tern.kernel.jvm;

import java.nio.file.Path;
import java.util.List;

/** What this JDK offers to keep loaded classes in a file: noted in one run, written by a second, used by all later. */
enum Technique {
    /** Class-data sharing, as JDK 17 has it. */
    CLASS_DATA_SHARING(".jsa") {
        @Override
        List<String> note(Path list) {
            return List.of("-XX:DumpLoadedClassList=" + list);
        }

        @Override
        List<String> write(Path list, Path archive) {
            return List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + archive);
        }

        @Override
        String use(Path archive) {
            return "-XX:SharedArchiveFile=" + archive;
        }
    },

    /** The cache of JDK 25, which keeps linked classes, objects and profiles too. */
    AOT_CACHE(".aot") {
        @Override
        List<String> note(Path list) {
            return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + list);
        }

        @Override
        List<String> write(Path list, Path archive) {
            return List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + list, "-XX:AOTCache=" + archive);
        }

        @Override
        String use(Path archive) {
            return "-XX:AOTCache=" + archive;
        }
    };

    private final String suffix;

    Technique(String suffix) {
        this.suffix = suffix;
    }

    /**
     * The best that a JDK of this version has for this role. Where an incubating module is asked for, as the worker asks,
     * JDK 25 leaves linked classes and lambdas out of its cache; the older archive has the lambdas at least.
     */
    static Technique of(int version, Role role) {
        return version >= 25 && role == Role.FRONT ? AOT_CACHE : CLASS_DATA_SHARING;
    }

    /** The name of a role's archive. */
    String fileName(Role role) {
        return role.fileName() + suffix;
    }

    /** Flags of a run that notes which classes it loads. */
    abstract List<String> note(Path list);

    /** Flags of a JVM that writes the archive from the notes and ends. */
    abstract List<String> write(Path list, Path archive);

    /** The flag that uses an archive; a JVM that cannot, starts without. */
    abstract String use(Path archive);
}
