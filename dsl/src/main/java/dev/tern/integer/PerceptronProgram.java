package dev.tern.integer;

import dev.tern.ibert.FixedPoint;
import dev.tern.tensor.Threads;
import java.util.ArrayList;
import java.util.List;

/**
 * A perceptron from the codes of its features to the codes of its logits, without a float instruction. State:
 * {@code layers} their number and the widest row; {@code hidden.I} and {@code classifier} with a place before each but the
 * first.
 */
final class PerceptronProgram {
    private final List<DenseStep> layers = new ArrayList<>();
    private final List<CodesStep> places = new ArrayList<>();
    private final int widest;

    PerceptronProgram(ProgramState state) {
        int[] numbers = state.numbers("layers", 2);
        widest = numbers[1];
        for (int i = 0; i < numbers[0]; i++) {
            String name = i + 1 == numbers[0] ? "classifier" : "hidden." + i;
            layers.add(new DenseStep(state, name));
            if (i > 0) {
                places.add(new CodesStep(state, name + ".input"));
            }
        }
    }

    int classes() {
        return layers.get(layers.size() - 1).out();
    }

    List<DenseStep> layers() {
        return layers;
    }

    /** The places before all layers but the first. */
    List<CodesStep> places() {
        return places;
    }

    /**
     * The codes of logits, [rows, classes].
     *
     * @param features codes as unsigned bytes, [rows, width]
     */
    int[] logits(byte[] features, int rows, Observer observer) {
        int[] logits = new int[rows * classes()];
        int width = features.length / rows;
        Threads.parallel(rows, Block.ROWS / 2, (from, to) -> {
            Block block = new Block(widest, 0, 0);
            for (int row = from; row < to; row += Block.ROWS) {
                int count = Math.min(Block.ROWS, to - row);
                System.arraycopy(features, row * width, block.bytes, 0, count * width);
                walk(row, count, block, observer);
                System.arraycopy(block.sums, 0, logits, row * classes(), count * classes());
            }
        });
        return logits;
    }

    private void walk(int row, int count, Block block, Observer observer) {
        layers.get(0).multiply(block.bytes, 0, count, block.sums, block.other);
        for (int i = 1; i < layers.size(); i++) {
            int width = layers.get(i - 1).out();
            FixedPoint.relu(block.sums, 0, count * width);
            CodesStep place = places.get(i - 1);
            place.apply(block.sums, 0, count * width, block.bytes, 0);
            observer.see(place, row, count, block.bytes, 0, width);
            layers.get(i).multiply(block.bytes, 0, count, block.sums, block.other);
        }
    }
}
