package dev.tern.kernel.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LargeMethodsTest {
    /** A name misspelt, or changed since, would be ignored without a word. */
    @Test
    void methodsOfThisJdkAndOursAreNamedAsTheyAre() throws ClassNotFoundException {
        List<String> methods = Stream.of(LargeMethods.IN_FRONT, LargeMethods.IN_WORKER)
                .flatMap(List::stream)
                // Only newer ones have it.
                .filter(method -> !method.startsWith("jdk.internal.classfile")
                        || Runtime.version().feature() >= 24)
                .toList();
        for (String method : methods) {
            String[] parts = method.split("::");
            Class<?> type = Class.forName(parts[0], false, LargeMethodsTest.class.getClassLoader());
            assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
                    .as(method)
                    .contains(parts[1]);
        }
    }

    @Test
    void eachIsLeftToTheInterpreter() {
        assertThat(LargeMethods.interpreted(List.of("a.B::c", "d.E::f")))
                .containsExactly(
                        "-XX:CompileCommand=quiet",
                        "-XX:CompileCommand=exclude,a.B::c",
                        "-XX:CompileCommand=exclude,d.E::f");
    }
}
