package dev.tern.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static String of(List<String> labels, List<String> texts, List<String> pairs, int... numbers) {
        return Split.ofTexts("a", labels, texts, pairs, numbers).fingerprint();
    }

    @Test
    void changesWithWhateverAnExampleHolds() {
        List<String> labels = List.of("no", "yes");
        List<String> all = new ArrayList<>();
        all.add(of(labels, List.of("ab", "c"), null, 0, 1));
        all.add(of(labels, List.of("a", "bc"), null, 0, 1));
        all.add(of(labels, List.of("c", "ab"), null, 1, 0));
        all.add(of(labels, List.of("ab", "c"), null, 1, 1));
        all.add(of(List.of("no", "Yes"), List.of("ab", "c"), null, 0, 1));
        all.add(of(labels, List.of("ab", "c"), List.of("", "d"), 0, 1));
        all.add(of(labels, List.of("ab"), null, 0));
        assertThat(Set.copyOf(all)).hasSameSizeAs(all);
        assertThat(all).allMatch(each -> each.matches("[0-9a-f]{12}"));
    }

    @Test
    void doesNotChangeWithTheName() {
        Split one = Split.ofTexts("train", List.of("x"), List.of("a"), null, new int[1]);
        Split other = Split.ofTexts("dev", List.of("x"), List.of("a"), null, new int[1]);
        assertThat(one.fingerprint()).isEqualTo(other.fingerprint());
    }

    @Test
    void knowsImagesToo() {
        Split.ImageSize size = new Split.ImageSize(1, 2);
        Split one = Split.ofImages("a", List.of("x"), size, new float[][] {{0, 1}}, new int[1]);
        Split other = Split.ofImages("a", List.of("x"), size, new float[][] {{0, 0.5f}}, new int[1]);
        assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
    }
}
