package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A stored range has the grid it was trained with, told from the scheme's printed name alone. */
class StoredGridTest {
    private static final List<Bits> BITS = List.of(Bits.INT8, Bits.INT6, Bits.INT4, Bits.INT3, Bits.INT2);

    private static List<Scheme> variants(Scheme beginning) {
        try {
            return List.of(
                    beginning,
                    beginning.decay(0.9f),
                    beginning.decay(1e-5f).clip(2.5f),
                    beginning.learnedClip(),
                    beginning.decay(0.9999f).learnedClip());
        } catch (IllegalStateException e) {
            return List.of(beginning);
        }
    }

    @Test
    void everySchemeThatRunsOnIntegersHasItsGrid() {
        Random random = new Random(3);
        int seen = 0;
        for (Scheme beginning : Scheme.beginnings()) {
            for (Scheme scheme : variants(beginning)) {
                for (Bits bits : scheme.isInteger() ? BITS : List.<Bits>of()) {
                    for (int i = 0; i < 50; i++) {
                        float low = i == 0 ? 0 : (float) (3 * random.nextGaussian());
                        Range range = new Range(low, low + (float) Math.abs(random.nextGaussian()) + 1e-3f);
                        if (range.high() > 0) {
                            assertThat(StoredGrid.of(scheme.toString(), low, range.high(), bits.count()))
                                    .as(scheme + " " + range)
                                    .isEqualTo(scheme.grid(range, bits));
                            seen++;
                        }
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(1000);
    }

    @Test
    void whatIntegersCannotRunOnIsRefused() {
        for (Scheme beginning : Scheme.beginnings()) {
            if (!beginning.isInteger()) {
                assertThatThrownBy(() -> StoredGrid.of(beginning.toString(), -1, 1, 8))
                        .hasMessageContaining(beginning.toString());
            }
        }
        assertThatThrownBy(() -> StoredGrid.of("symmetric.dynamic()", -1, 1, 8)).hasMessageContaining("dynamic()");
        assertThatThrownBy(() -> StoredGrid.of("none", -1, 1, 8)).hasMessageContaining("none");
        assertThatThrownBy(() -> StoredGrid.of("symmetric", -1, 1, 1)).hasMessageContaining("int1");
        assertThatThrownBy(() -> StoredGrid.of("symmetric", -1, Float.NaN, 8)).hasMessageContaining("NaN");
    }
}
