package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BitAllocationTest {
    @Test
    void isTheBestOfAllChoicesThereAre() {
        Random random = new Random(3);
        for (int trial = 0; trial < 300; trial++) {
            int count = 1 + random.nextInt(6);
            int choices = 1 + random.nextInt(3);
            long[][] costs = new long[count][choices];
            double[][] losses = new double[count][choices];
            long cheapest = 0;
            for (int l = 0; l < count; l++) {
                for (int c = 0; c < choices; c++) {
                    costs[l][c] = random.nextInt(20);
                    losses[l][c] = random.nextGaussian();
                }
                cheapest += Arrays.stream(costs[l]).min().orElseThrow();
            }
            long budget = cheapest + random.nextInt(30);
            BitAllocation best = BitAllocation.best(costs, losses, budget);
            assertThat(best.loss()).isCloseTo(bruteForce(costs, losses, budget, 0), within(1e-12));
            double loss = 0;
            long cost = 0;
            for (int l = 0; l < count; l++) {
                loss += losses[l][best.choices().get(l)];
                cost += costs[l][best.choices().get(l)];
            }
            assertThat(best.loss()).isCloseTo(loss, within(1e-12));
            assertThat(best.cost()).isEqualTo(cost).isLessThanOrEqualTo(budget);
        }
    }

    private static double bruteForce(long[][] costs, double[][] losses, long budget, int from) {
        if (budget < 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (from == costs.length) {
            return 0;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int c = 0; c < costs[from].length; c++) {
            best = Math.min(best, losses[from][c] + bruteForce(costs, losses, budget - costs[from][c], from + 1));
        }
        return best;
    }

    @Test
    void aLargerBudgetNeverCostsQuality() {
        long[][] costs = {{1, 5}, {2, 9}, {1, 4}};
        double[][] losses = {{1, 0.5}, {3, 0.2}, {0.4, 0.3}};
        double before = Double.POSITIVE_INFINITY;
        for (long budget = 4; budget <= 18; budget++) {
            double loss = BitAllocation.best(costs, losses, budget).loss();
            assertThat(loss).isLessThanOrEqualTo(before);
            before = loss;
        }
        assertThat(before).isCloseTo(1.0, within(1e-12));
    }

    @Test
    void anEncoderOfManyLayersIsSolved() {
        long[][] costs = new long[74][];
        double[][] losses = new double[74][];
        Random random = new Random(8);
        for (int l = 0; l < 74; l++) {
            costs[l] = new long[] {0, l == 0 ? 2_930_000 : l % 6 < 4 ? 36_868 : 147_460};
            losses[l] = new double[] {0, -random.nextDouble()};
        }
        BitAllocation best = BitAllocation.best(costs, losses, 4_000_000);
        assertThat(best.cost()).isLessThanOrEqualTo(4_000_000);
    }

    @Test
    void aBudgetBelowTheCheapestIsRefused() {
        assertThatThrownBy(() -> BitAllocation.best(new long[][] {{5, 9}}, new double[][] {{1, 0}}, 4))
                .hasMessageContaining("costs 5");
    }
}
