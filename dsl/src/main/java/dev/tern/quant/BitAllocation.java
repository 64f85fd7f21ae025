package dev.tern.quant;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of several bit widths each matrix gets under a budget: the exact optimum of
 *
 * <pre>
 *   minimise   sum over l of loss[l][choice(l)]
 *   subject to sum over l of cost[l][choice(l)] &lt;= budget
 * </pre>
 *
 * <p>With two choices a matrix this is the 0/1 knapsack by which BinaryBERT chooses what to split (Bai et al., ACL 2021,
 * section 3.3, eq. 9); with more, mixed precision over a table of sensitivities (Li et al., BRECQ, ICLR 2021, section
 * 3.4). Solved by dynamic programming over matrices that keeps, of all partial choices, those that no other beats in both
 * cost and loss (Nemhauser, Ullmann, "Discrete Dynamic Programming and Capital Allocation", Management Science 1969).
 * Encoders have few different shapes of matrices, hence few different costs, so that little is kept.
 *
 * @param choices index of the choice of every matrix
 * @param loss their sum of losses
 * @param cost their sum of costs
 */
public record BitAllocation(List<Integer> choices, double loss, long cost) {
    public BitAllocation {
        choices = List.copyOf(choices);
    }

    /** A choice for the first matrices, linked to the choice for all but the last of them. */
    private record Partial(
            long cost, double loss, int choice, @Nullable Partial before) {
        static final Partial NOTHING = new Partial(0, 0, -1, null);
    }

    /**
     * The best choice; of equally good ones a cheapest.
     *
     * @param costs [matrix][choice], at least 0
     * @param losses [matrix][choice], finite; may be negative
     * @param budget the largest allowed sum of costs
     * @throws IllegalArgumentException if even the cheapest choices cost more than the budget
     */
    public static BitAllocation best(long[][] costs, double[][] losses, long budget) {
        long[] cheapestRest = new long[costs.length + 1];
        for (int l = costs.length - 1; l >= 0; l--) {
            cheapestRest[l] =
                    cheapestRest[l + 1] + Arrays.stream(costs[l]).min().orElseThrow();
        }
        if (cheapestRest[0] > budget) {
            throw new IllegalArgumentException("The budget of " + budget + " is too small: the cheapest choice costs "
                    + cheapestRest[0] + ". Give at least that.");
        }
        List<Partial> front = List.of(Partial.NOTHING);
        for (int l = 0; l < costs.length; l++) {
            List<Partial> next = new ArrayList<>();
            for (Partial partial : front) {
                for (int c = 0; c < costs[l].length; c++) {
                    long cost = partial.cost + costs[l][c];
                    if (cost + cheapestRest[l + 1] <= budget) {
                        next.add(new Partial(cost, partial.loss + losses[l][c], c, partial));
                    }
                }
            }
            front = undominated(next);
        }
        // The front falls in loss as it rises in cost.
        return of(front.get(front.size() - 1), costs.length);
    }

    /**
     * The best bit widths of matrices.
     *
     * @param sizes weights of every matrix
     * @param bits the widths there are
     * @param losses [matrix][width]
     * @param budget bits of all matrices together
     */
    public static BitAllocation best(int[] sizes, int[] bits, double[][] losses, long budget) {
        long[][] costs = new long[sizes.length][bits.length];
        for (int l = 0; l < sizes.length; l++) {
            for (int c = 0; c < bits.length; c++) {
                costs[l][c] = (long) sizes[l] * bits[c];
            }
        }
        return best(costs, losses, budget);
    }

    private static List<Partial> undominated(List<Partial> partials) {
        partials.sort(Comparator.comparingLong(Partial::cost).thenComparingDouble(Partial::loss));
        List<Partial> kept = new ArrayList<>();
        double best = Double.POSITIVE_INFINITY;
        for (Partial partial : partials) {
            if (partial.loss < best) {
                kept.add(partial);
                best = partial.loss;
            }
        }
        return kept;
    }

    private static BitAllocation of(Partial last, int count) {
        Integer[] choices = new Integer[count];
        Partial each = last;
        for (int l = count - 1; l >= 0 && each != null; l--) {
            choices[l] = each.choice;
            each = each.before;
        }
        return new BitAllocation(List.of(choices), last.loss, last.cost);
    }
}
