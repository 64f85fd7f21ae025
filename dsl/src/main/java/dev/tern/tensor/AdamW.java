package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2),
 * with bias correction, and optionally the gradient scaled down to a greatest global norm first:
 * p = p (1 - rate decay) - rate mHat / (sqrt(vHat) + epsilon).
 */
public final class AdamW implements AutoCloseable {
    private static final int TILE = 4096;

    /** What one element's update needs, the same for all elements of a group in a step. */
    static final class Update {
        final float beta1;
        final float beta2;
        final float epsilon;
        float stepSize;
        float secondCorrection;
        float keep;
        float gradientFactor;

        Update(Settings settings) {
            beta1 = (float) settings.beta1();
            beta2 = (float) settings.beta2();
            epsilon = (float) settings.epsilon();
        }
    }

    /**
     * @param beta1 decay of the mean gradient, in [0, 1)
     * @param beta2 decay of the mean squared gradient, in [0, 1)
     * @param epsilon added to the root of the mean square
     * @param weightDecay decoupled, a fraction per unit of learning rate
     * @param greatestNorm longer gradients (over all parameters together) are shortened to this; infinity for never
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay, double greatestNorm) {
        /** BERT's: 0.9, 0.999, 1e-8, decay 0.01, norm 1. */
        public static final Settings BERT = new Settings(0.9, 0.999, 1e-8, 0.01, 1);

        public Settings {
            if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
                throw new IllegalArgumentException(
                        "AdamW's betas lie in [0, 1), not at " + beta1 + " and " + beta2 + ".");
            }
            if (!(epsilon > 0) || !(weightDecay >= 0) || !(greatestNorm > 0)) {
                throw new IllegalArgumentException("AdamW needs epsilon > 0, weight decay >= 0, norm > 0, not "
                        + epsilon + ", " + weightDecay + ", " + greatestNorm + ".");
            }
        }

        public Settings withWeightDecay(double decay) {
            return new Settings(beta1, beta2, epsilon, decay, greatestNorm);
        }

        public Settings withGreatestNorm(double norm) {
            return new Settings(beta1, beta2, epsilon, weightDecay, norm);
        }
    }

    /** Parameters that follow each other and are updated alike. */
    private record Group(double decay, double rateFactor, boolean isShortened, Update update) {
        boolean is(double otherDecay, double otherFactor, boolean isOtherShortened) {
            return decay == otherDecay && rateFactor == otherFactor && isShortened == isOtherShortened;
        }
    }

    /**
     * A parameter, and where it stands in the walk over the tiles of all of them.
     *
     * @param firstTile tiles of the parameters before it
     */
    private record Slot(Tensor parameter, FloatBuffer first, FloatBuffer second, Group group, int firstTile) {
        int endTile() {
            return firstTile + (parameter.size() + TILE - 1) / TILE;
        }
    }

    /** What is done with a tile of a parameter that has a gradient; called on several threads. */
    @FunctionalInterface
    private interface Visitor {
        /**
         * @param slot number of the parameter
         * @param tile counted over all parameters
         * @param at where in the parameter it begins
         * @param n how many elements it has
         */
        void visit(int slot, int tile, int at, int n);
    }

    /** One loop for all parameters: most are vectors, too short to share out. */
    private final class EachTile implements Threads.Part {
        private final Visitor visitor;

        EachTile(Visitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public void run(int from, int to) {
            int tile = from;
            for (int i = 0; tile < to; i++) {
                Slot slot = slots.get(i);
                int end = Math.min(to, slot.endTile());
                for (; tile < end; tile++) {
                    int at = (tile - slot.firstTile) * TILE;
                    if (slot.parameter.hasGradient()) {
                        visitor.visit(i, tile, at, Math.min(TILE, slot.parameter.size() - at));
                    }
                }
            }
        }
    }

    private final Settings settings;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final Threads.Part updates = new EachTile(this::update);
    private final Threads.Part squaring = new EachTile(this::square);
    private double[] squares = new double[0];
    private long steps;

    /**
     * @param decayed parameters that shrink by the weight decay: matrices
     * @param undecayed parameters that do not: biases, LayerNorm
     */
    public AdamW(Settings settings, List<Tensor> decayed, List<Tensor> undecayed) {
        this.settings = settings;
        decayed.forEach(parameter -> add(parameter, settings.weightDecay(), 1, true));
        undecayed.forEach(parameter -> add(parameter, 0, 1, true));
    }

    /**
     * Trains a parameter at a rate of its own; its gradient neither counts in the norm nor is shortened.
     *
     * @param decay a fraction per unit of its learning rate
     * @param rateFactor its learning rate over that of the others
     */
    public void addApart(Tensor parameter, double decay, double rateFactor) {
        add(parameter, decay, rateFactor, false);
    }

    private void add(Tensor parameter, double decay, double rateFactor, boolean isShortened) {
        if (!parameter.needsGradient() || parameter.isCoded()) {
            throw new IllegalArgumentException(
                    "AdamW trains real tensors after requireGradient(); this is a " + parameter);
        }
        FloatBuffer first = zeros(parameter.size());
        FloatBuffer second = zeros(parameter.size());
        Group group = groups.isEmpty() ? null : groups.get(groups.size() - 1);
        if (group == null || !group.is(decay, rateFactor, isShortened)) {
            group = new Group(decay, rateFactor, isShortened, new Update(settings));
            groups.add(group);
        }
        slots.add(new Slot(parameter, first, second, group, tiles()));
        squares = new double[tiles()];
    }

    private int tiles() {
        return slots.isEmpty() ? 0 : slots.get(slots.size() - 1).endTile();
    }

    private static FloatBuffer zeros(int size) {
        FloatBuffer memory = Memory.lend(size);
        Memory.zero(memory);
        return memory;
    }

    /** Hands the memory of the moments and of the parameters' gradients on; there are no more updates after this. */
    @Override
    public void close() {
        for (Slot slot : slots) {
            Memory.giveBack(slot.first);
            Memory.giveBack(slot.second);
            slot.parameter.dropGradient();
        }
        slots.clear();
    }

    /**
     * One update from the parameters' gradients, which are cleared. A parameter without a gradient in this step stays as
     * it is.
     *
     * @return the gradient's norm over all parameters, before clipping
     */
    public double step(double learningRate) {
        double norm = norm();
        steps++;
        double shorten = norm > settings.greatestNorm() ? settings.greatestNorm() / (norm + 1e-6) : 1;
        double firstCorrection = 1 - Math.pow(settings.beta1(), steps);
        double secondCorrection = 1 / Math.sqrt(1 - Math.pow(settings.beta2(), steps));
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            Update update = group.update;
            update.stepSize = (float) (learningRate * group.rateFactor / firstCorrection);
            update.secondCorrection = (float) secondCorrection;
            update.keep = (float) (1 - learningRate * group.rateFactor * group.decay);
            update.gradientFactor = (float) (group.isShortened ? shorten : 1);
        }
        Threads.parallel(tiles(), 8, updates);
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).parameter.clearGradient();
        }
        return norm;
    }

    private void update(int number, int tile, int at, int n) {
        Slot slot = slots.get(number);
        float[] p = Scratch.floats(0, TILE);
        float[] g = Scratch.floats(1, TILE);
        float[] m = Scratch.floats(2, TILE);
        float[] v = Scratch.floats(3, TILE);
        slot.parameter.data().get(at, p, 0, n);
        slot.parameter.readGradient(at, g, n);
        slot.first.get(at, m, 0, n);
        slot.second.get(at, v, 0, n);
        RowKernels.BEST.adamW(p, g, m, v, slot.group.update, n);
        slot.parameter.data().put(at, p, 0, n);
        slot.first.put(at, m, 0, n);
        slot.second.put(at, v, 0, n);
    }

    private double norm() {
        Threads.parallel(tiles(), 8, squaring);
        double sum = 0;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot.group.isShortened && slot.parameter.hasGradient()) {
                sum += squares(slot);
            }
        }
        return Math.sqrt(sum);
    }

    private void square(int number, int tile, int at, int n) {
        float[] g = Scratch.floats(0, TILE);
        slots.get(number).parameter.readGradient(at, g, n);
        squares[tile] = RowKernels.BEST.squares(g, n);
    }

    private double squares(Slot slot) {
        double sum = 0;
        for (int tile = slot.firstTile; tile < slot.endTile(); tile++) {
            sum += squares[tile];
        }
        return sum;
    }

    /** Updates made so far. */
    public long steps() {
        return steps;
    }
}
