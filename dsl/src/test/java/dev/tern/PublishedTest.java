package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every published system that is a word of the language. */
class PublishedTest {
    static Stream<Published> systems() throws IllegalAccessException {
        Map<String, Published> found = new LinkedHashMap<>();
        for (Field field : Dsl.class.getFields()) {
            if (field.getType() == Published.class) {
                found.put(field.getName(), (Published) field.get(null));
            }
        }
        return found.values().stream();
    }

    @Test
    void areKnownByTheirNames() throws IllegalAccessException {
        assertThat(systems()).extracting(Published::toString).contains("TernaryBERT", "Q8BERT", "Jacob");
        for (Field field : Dsl.class.getFields()) {
            if (field.getType() == Published.class) {
                assertThat(field.get(null)).hasToString(field.getName());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("systems")
    void printAsTheWordsTheyStandFor(Published system) {
        String words = system.recipe(Toy.teacher()).toString();
        assertThat(words).startsWith("model(").doesNotContain(system + ".recipe");
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            shell.eval("import static dev.tern.Dsl.*;");
            shell.eval("dev.tern.Model teacher = dev.tern.RecipeTest.teacher();");
            assertThat(shell.eval("(" + words + ").toString()").get(0).value())
                    .isEqualTo('"' + words.replace("\"", "\\\"") + '"');
        }
    }

    @ParameterizedTest
    @MethodSource("systems")
    void train(Published system) {
        Model student = system.recipe(Toy.teacher())
                .learningRate(2e-3)
                .epochs(6)
                .batch(16)
                .fit(Toy.data());
        assertThat(student.accuracy(Toy.data().test())).isGreaterThan(0.8);
    }

    @Test
    void thoseWithStoredRangesRunOnIntegers() {
        for (Published system : new Published[] {Published.Q8_BERT, Published.JACOB}) {
            Model student =
                    system.recipe(Toy.teacher()).learningRate(1e-3).epochs(1).fit(Toy.data());
            assertThat(student.integer().evaluate(Toy.data().test()).logits())
                    .isDeepEqualTo(student.evaluate(Toy.data().test()).logits());
        }
    }
}
