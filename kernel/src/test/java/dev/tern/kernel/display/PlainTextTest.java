package dev.tern.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    private static String text(Object value) {
        return Renderers.render(value).plainText();
    }

    @Test
    void shortThingsReadAsJavaWritesThem() {
        for (Object value : List.of(
                1,
                2.5f,
                'c',
                "a \"quoted\" word",
                List.of(1, 2, 3),
                Set.of("x"),
                Map.of("k", 1),
                Map.of("k", List.of(Map.of(1, 2))),
                Arrays.asList(1, null),
                java.time.Duration.ofSeconds(3),
                new ArrayList<>())) {
            assertThat(text(value)).isEqualTo(value.toString());
        }
        assertThat(text(new double[][] {{1, 2}, {3}})).isEqualTo("[[1.0, 2.0], [3.0]]");
        assertThat(text(Map.of("k", new int[] {1}))).isEqualTo("{k=[1]}");
    }

    @Test
    void manyElementsAreCountedAndBrokenIntoLines() {
        assertThat(text(new int[1_000_000])).endsWith("… 999,500 more]");
        String numbers = text(IntStream.range(0, 300).boxed().toList());
        assertThat(numbers.lines()).hasSizeGreaterThan(5).allMatch(line -> line.length() <= PlainText.LINE);
        assertThat(numbers.replaceAll("\\s+", " "))
                .isEqualTo(IntStream.range(0, 300).boxed().toList().toString());
    }

    @Test
    void aHugeTextIsCutAndSaysHowLongItIs() {
        assertThat(text("x".repeat(3_000_000)))
                .hasSizeLessThan(21_000)
                .startsWith("xxxx")
                .contains("3,000,000 characters");
        assertThat(text("\n".repeat(10_000)).lines().count()).isLessThan(510);
        assertThat(text("x".repeat(15_000))).hasSize(15_000);
        String emoji = "\ud83d\ude00".repeat(20_000);
        for (int shift = 0; shift < 2; shift++) {
            String cut = text("a".repeat(shift) + emoji);
            assertThat(cut.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
        }
    }

    @Test
    void whatContainsItselfEnds() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThat(text(list)).isEqualTo("[(this ArrayList)]");
        Map<String, Object> map = new HashMap<>();
        Object[] array = {map};
        map.put("array", array);
        assertThat(text(map)).isEqualTo("{array=[(this HashMap)]}");
        record Node(List<Object> next) {}
        List<Object> next = new ArrayList<>();
        next.add(new Node(next));
        assertThat(text(new Node(next))).hasSizeLessThan(2000).contains("Node", "StackOverflowError");
    }

    @Test
    void sharedStructureDoesNotExplode() {
        List<Object> tower = List.of(1);
        for (int i = 0; i < 60; i++) {
            tower = List.of(tower, tower, tower);
        }
        assertThat(text(tower)).hasSizeLessThan(40_000);
    }

    @Test
    void aValueThatCannotSpeakGivesOneClearLine() {
        class Broken {
            @Override
            public String toString() {
                throw new IllegalStateException("no\nwords");
            }
        }
        assertThat(text(new Broken()))
                .hasLineCount(1)
                .contains("Broken", "toString()", "IllegalStateException: no words");
        assertThat(text(List.of(1, new Broken(), 2))).startsWith("[1, (a ").endsWith("), 2]");
        class Silent {
            @Override
            @SuppressWarnings("ReturnsNullToString")
            public String toString() {
                return null;
            }
        }
        assertThat(text(new Silent())).contains("null", "Silent");
        class Endless {
            @Override
            public String toString() {
                return "e" + this;
            }
        }
        assertThat(text(new Endless())).hasLineCount(1).contains("StackOverflowError");
        List<Integer> unreadable = new AbstractList<>() {
            @Override
            public Integer get(int index) {
                throw new UnsupportedOperationException("closed");
            }

            @Override
            public int size() {
                return 3;
            }
        };
        assertThat(text(unreadable)).hasLineCount(1).contains("UnsupportedOperationException: closed");
    }

    @Test
    void anEndlessCollectionIsNotReadToItsEnd() {
        java.util.Collection<Integer> endless = new java.util.AbstractCollection<>() {
            @Override
            public java.util.Iterator<Integer> iterator() {
                return IntStream.iterate(0, i -> i + 1).iterator();
            }

            @Override
            public int size() {
                return Integer.MAX_VALUE;
            }
        };
        assertThat(text(endless)).contains("more]");
    }

    @Test
    void namesAreThoseOfTheCells() {
        assertThat(Names.unwrapped("java.util.List of REPL.$JShell$12B$Point@1f"))
                .isEqualTo("java.util.List of Point@1f");
        assertThat(Names.of(int[][].class)).isEqualTo("int[][]");
        assertThat(Names.of(Map.Entry[].class)).isEqualTo("Map.Entry[]");
    }
}
