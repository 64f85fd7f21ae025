package dev.tern.integer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** A classifier, and all it reaches, knows nothing of the half that trains. */
class ServingTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("dev.tern");
    private static final DescribedPredicate<JavaClass> TRAINING = DescribedPredicate.describe(
            "belong to the half that trains",
            type -> type.getPackageName().matches("dev\\.tern(\\.(nn|train|view|bench)(\\..*)?)?")
                    || type.getName().matches("dev\\.tern\\.tensor\\.(Tape|Tensor|Arena|AdamW|Memory)(\\$.*)?")
                    || type.getPackageName().startsWith("org.nd4j")
                    || type.getPackageName().startsWith("tech.tablesaw"));

    @Test
    void nothingReachesTheTrainingHalf() {
        noClasses()
                .that()
                .belongToAnyOf(Classifier.class, Classification.class)
                .should()
                .transitivelyDependOnClassesThat(TRAINING)
                .check(CLASSES);
    }

    @Test
    void theCheckSeesWhatDoesReachIt() {
        assertThatThrownBy(() -> noClasses()
                        .that()
                        .belongToAnyOf(IntegerProgram.class)
                        .should()
                        .transitivelyDependOnClassesThat(TRAINING)
                        .check(CLASSES))
                .isInstanceOf(AssertionError.class);
        classes()
                .that()
                .belongToAnyOf(Classifier.class)
                .should()
                .transitivelyDependOnClassesThat(DescribedPredicate.describe(
                        "multiply", type -> type.getName().equals("dev.tern.integer.PlainProduct")))
                .check(CLASSES);
    }
}
