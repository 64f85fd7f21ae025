package dev.tern;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The floors of this module: a package imports only from floors below its own. */
class FloorsTest {

    /** From top to bottom; packages on one floor do not know each other. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("dev.tern.bench"),
            List.of("dev.tern"),
            List.of("dev.tern.report"),
            List.of("dev.tern.exchange", "dev.tern.integer", "dev.tern.train"),
            List.of("dev.tern.nn"),
            List.of("dev.tern.fixed", "dev.tern.stored"),
            List.of("dev.tern.quant"),
            List.of("dev.tern.tensor"),
            List.of("dev.tern.ibert", "dev.tern.io", "dev.tern.onednn", "dev.tern.view"));

    private static final Path SOURCES = Path.of("src/main/java");
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    private static String[] pattern(String name) {
        return name.equals("dev.tern") ? new String[] {"dev.tern"} : new String[] {name, name + ".."};
    }

    private static String[] patterns(List<String> names) {
        return names.stream().flatMap(name -> Stream.of(pattern(name))).toArray(String[]::new);
    }

    @Test
    void importsRunOnlyDownwards() {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                List<String> notBelow = FLOORS.subList(0, floor + 1).stream()
                        .flatMap(List::stream)
                        .filter(other -> !other.equals(name))
                        .toList();
                if (!notBelow.isEmpty()) {
                    noClasses()
                            .that()
                            .resideInAnyPackage(pattern(name))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(patterns(notBelow))
                            .allowEmptyShould(true)
                            .check(CLASSES);
                }
            }
        }
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("dev.tern.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nothingKnowsTheKernelOrTheDistribution() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tern.kernel..", "dev.tern.install..")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsOnAFloorAndSaysWhatItIsFor() throws IOException {
        List<String> floors = FLOORS.stream().flatMap(List::stream).toList();
        for (Path folder : folders()) {
            String name = SOURCES.relativize(folder)
                    .toString()
                    .replace(folder.getFileSystem().getSeparator(), ".");
            assertThat(floors)
                    .anyMatch(floor -> name.equals(floor) || !floor.equals("dev.tern") && name.startsWith(floor + "."));
            assertThat(folder.resolve("package-info.java"))
                    .content()
                    .contains("/**", "NullMarked\n", "package " + name + ";");
        }
    }

    private static Iterable<Path> folders() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            TreeSet<Path> folders = new TreeSet<>();
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> folders.add(file.getParent()));
            assertThat(folders).isNotEmpty();
            return folders;
        }
    }
}
