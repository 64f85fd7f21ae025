package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of ternary weight splitting, on random and odd matrices. */
class TernarySplitTest {
    private static final int[][] SHAPES = {{1, 1}, {1, 9}, {9, 1}, {3, 7}, {6, 5}, {17, 23}, {40, 130}};

    private final Random random = new Random(5);

    private Tensor matrix(int rows, int columns, boolean isOneSided) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            double draw = random.nextGaussian();
            values[i] = (float) (0.05 * (isOneSided ? Math.exp(2 * draw) : draw));
        }
        return Tensor.of(values, rows, columns);
    }

    /** Checks what must hold of every split, and returns it. */
    private static TernarySplit checked(Tensor latent, Codes ternary) {
        TernarySplit split = TernarySplit.of(latent.toFloats(), ternary);
        int size = latent.size() / ternary.scales().length;
        for (int group = 0; group < split.groups().size(); group++) {
            TernarySplit.Group how = split.groups().get(group);
            double first = 0;
            double second = 0;
            for (int i = group * size; i < (group + 1) * size; i++) {
                first += Math.abs(split.first()[i]);
                second += Math.abs(split.second()[i]);
            }
            // Both scales are alpha / 2; alpha itself is fp32.
            assertThat(first / size).isCloseTo(how.alpha() / 2, within(1e-6 * how.alpha()));
            assertThat(second / size).isCloseTo(how.alpha() / 2, within(1e-6 * how.alpha()));
            for (int i = group * size; i < (group + 1) * size; i++) {
                if (how.mode() == TernarySplit.Mode.ZERO) {
                    assertThat(split.first()[i]).isZero();
                    assertThat(split.second()[i]).isZero();
                    continue;
                }
                int signs = sign(split.firstFloats()[i]) + sign(split.secondFloats()[i]);
                assertThat(signs).isEqualTo(2 * ternary.codes()[i]);
                if (how.mode() == TernarySplit.Mode.STANDARD) {
                    assertThat(split.first()[i] + split.second()[i])
                            .isCloseTo(latent.data().get(i), within(1e-12));
                }
            }
        }
        return split;
    }

    private static int sign(float value) {
        return value >= 0 ? 1 : -1;
    }

    @Test
    void theHalvesAddUpAndBinarizeToTheTernaryMatrix() {
        for (int[] shape : SHAPES) {
            for (boolean isOneSided : new boolean[] {false, true}) {
                for (Granularity granularity : List.of(Granularity.perTensor(), Granularity.perRow())) {
                    for (int trial = 0; trial < 20; trial++) {
                        Tensor latent = matrix(shape[0], shape[1], isOneSided);
                        for (Twn twn : List.of(Twn.TWN, Twn.TWN.exact(), Twn.TWN.clip(0.1f))) {
                            checked(latent, twn.with(granularity).codes(latent));
                        }
                    }
                }
            }
        }
    }

    @Test
    void theClosedFormIsUsedWhereItHolds() {
        for (int trial = 0; trial < 50; trial++) {
            Tensor latent = matrix(12, 20, false);
            assertThat(checked(latent, Twn.TWN.codes(latent)).groups().get(0).mode())
                    .isEqualTo(TernarySplit.Mode.STANDARD);
        }
    }

    @Test
    void aFewLargeWeightsAmongSmallOnesOfOneSideFallBack() {
        float[] values = new float[11];
        java.util.Arrays.fill(values, 0.15f);
        values[7] = -1;
        Tensor latent = Tensor.of(values, 1, 11);
        TernarySplit split = checked(latent, Twn.TWN.codes(latent));
        assertThat(split.groups().get(0).mode()).isEqualTo(TernarySplit.Mode.FALLBACK);
        assertThat(split.first()[7] + split.second()[7]).isEqualTo(-1);
        assertThat(split.first()[0] + split.second()[0]).isZero();
    }

    @Test
    void aStoredModelSplitsAsWell() {
        Tensor latent = matrix(5, 16, false);
        Codes ternary = Twn.TWN.with(Granularity.perRow()).codes(latent);
        // What a file holds of a ternary matrix: the codes' own values.
        TernarySplit split = checked(Tensor.of(ternary.values(), 5, 16), ternary);
        assertThat(split.groups()).allSatisfy(group -> assertThat(group.mode()).isEqualTo(TernarySplit.Mode.STANDARD));
    }

    @Test
    void oddGroupsSplitWithoutNaN() {
        float[][] odd = {
            {0}, {-0.0f}, {3}, {0, 0, 0}, {2, 2, 2}, {-1, 1, -1}, {0, 0, 5}, {1e-30f, 0, 0}, {-7, 0, 0.001f}
        };
        for (float[] values : odd) {
            for (Granularity granularity : List.of(Granularity.perTensor(), Granularity.perRow())) {
                Tensor latent = Tensor.of(values, 1, values.length);
                TernarySplit split = checked(latent, Twn.TWN.with(granularity).codes(latent));
                assertThat(split.first()).doesNotContain(Double.NaN);
            }
        }
    }

    @Test
    void codesThatContradictTheirLatentsStillSplit() {
        Tensor latent = Tensor.of(new float[] {0.3f, -0.2f, 0, 0.4f, -0.6f, 0.1f}, 1, 6);
        checked(latent, new Codes(new byte[] {-1, 1, 1, 0, 0, -1}, new float[] {0.7f}, 1, 6, 2));
    }

    @Test
    void onlyTernaryCodesSplit() {
        assertThatThrownBy(() ->
                        TernarySplit.of(new float[] {1, 2}, new Codes(new byte[] {1, 2}, new float[] {1}, 1, 2, 8)))
                .hasMessageContaining("code 2")
                .hasMessageContaining(".ternarize(TWN)");
    }
}
