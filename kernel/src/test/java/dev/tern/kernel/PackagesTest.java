package dev.tern.kernel;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** The packages of the kernel import one way. */
@AnalyzeClasses(packages = "dev.tern.kernel", importOptions = ImportOption.DoNotIncludeTests.class)
class PackagesTest {
    @ArchTest
    static final ArchRule FLOORS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("kernel")
            .definedBy("dev.tern.kernel")
            .layer("debug")
            .definedBy("dev.tern.kernel.debug")
            .layer("magic")
            .definedBy("dev.tern.kernel.magic")
            .layer("session")
            .definedBy("dev.tern.kernel.session")
            .layer("language")
            .definedBy("dev.tern.kernel.language")
            .layer("worker")
            .definedBy("dev.tern.kernel.worker")
            .layer("display")
            .definedBy("dev.tern.kernel.display")
            .layer("dialog")
            .definedBy("dev.tern.kernel.dialog")
            .layer("widget")
            .definedBy("dev.tern.kernel.widget")
            .layer("json")
            .definedBy("dev.tern.kernel.json")
            .layer("wire")
            .definedBy("dev.tern.kernel.wire")
            .layer("jvm")
            .definedBy("dev.tern.kernel.jvm")
            .whereLayer("kernel")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("debug")
            .mayOnlyBeAccessedByLayers("kernel")
            .whereLayer("magic")
            .mayOnlyBeAccessedByLayers("kernel")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("kernel", "debug", "magic")
            .whereLayer("language")
            .mayOnlyBeAccessedByLayers("kernel", "magic", "session")
            .whereLayer("worker")
            .mayOnlyBeAccessedByLayers("kernel", "session")
            .whereLayer("display")
            .mayOnlyBeAccessedByLayers("kernel", "magic", "language", "session", "worker", "widget")
            .whereLayer("dialog")
            .mayOnlyBeAccessedByLayers("kernel", "worker", "widget")
            .whereLayer("widget")
            .mayOnlyBeAccessedByLayers("kernel", "worker")
            .whereLayer("jvm")
            .mayOnlyBeAccessedByLayers("kernel", "session", "language")
            .whereLayer("json")
            .mayOnlyBeAccessedByLayers("display", "dialog", "widget", "worker")
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers("kernel");

    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("dev.tern.(kernel..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule WORKER_NEEDS_THE_JDK_ALONE = ArchRuleDefinition.noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.tern.kernel.worker",
                    "dev.tern.kernel.display",
                    "dev.tern.kernel.dialog",
                    "dev.tern.kernel.widget",
                    "dev.tern.kernel.json",
                    "dev.tern.kernel.magic.probe")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google..", "org.objectweb..", "org.zeromq..");
}
