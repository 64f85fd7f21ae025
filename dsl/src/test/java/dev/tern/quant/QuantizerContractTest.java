package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Finds every weight quantizer that is a constant anywhere under {@code dev.tern} (a constant number of {@link Bits}
 * stands for its weights of every scheme and range) and holds it to the laws {@link WeightQuantizer} promises.
 */
class QuantizerContractTest {
    private static final int[][] SHAPES = {{1, 1}, {1, 5}, {5, 1}, {3, 7}, {4, 8}, {9, 70}, {3, 5000}};

    /** Which law does not hold for which method, and why. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "scaling STOCHASTIC", "its scale W0 comes from the shape of the matrix, not from its values",
            "per row STOCHASTIC", "its scale W0 comes from the shape of the matrix, which a row alone has not",
            "twice LAQ", "its published scale is not that of least squares, so a matrix on its grid gets another grid",
            "twice percentile", "rounding moves the quantiles, so the outermost values are cut off once more");

    private static final List<Scheme> SCHEMES = List.of(
            Scheme.SYMMETRIC,
            Scheme.ASYMMETRIC,
            Scheme.ASYMMETRIC.nudged(),
            Scheme.SYMMETRIC.mse(),
            Scheme.ASYMMETRIC.mse(),
            Scheme.SYMMETRIC.percentile(0.95),
            Scheme.ASYMMETRIC.percentile(0.95));

    private static final List<Granularity> GRANULARITIES =
            List.of(Granularity.perTensor(), Granularity.perRow(), Granularity.perGroup(2), Granularity.perGroup(64));

    private final Random random = new Random(11);

    private static final List<WeightQuantizer> FOUND = find();

    static Stream<WeightQuantizer> quantizers() {
        return FOUND.stream();
    }

    private static void requireLaw(String law, WeightQuantizer quantizer) {
        String method = quantizer.toString().contains("percentile") ? "percentile" : quantizer.toString();
        String reason = EXCEPTIONS.get(law + " " + method);
        Assumptions.assumeTrue(reason == null, () -> quantizer + ": " + reason);
    }

    /** The largest code that has an opposite. */
    private static int highest(WeightQuantizer quantizer) {
        return quantizer.bits() == 1 ? 1 : (1 << (quantizer.bits() - 1)) - 1;
    }

    private static List<WeightQuantizer> find() {
        Map<String, WeightQuantizer> found = new LinkedHashMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.tern")) {
            for (Field field : type.reflect().getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && Modifier.isPublic(field.getModifiers())) {
                    quantizer(field).forEach(q -> found.put(q.toString(), q));
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static List<WeightQuantizer> quantizer(Field field) {
        List<WeightQuantizer> found = new ArrayList<>();
        try {
            if (WeightQuantizer.class.isAssignableFrom(field.getType())) {
                found.add((WeightQuantizer) field.get(null));
            } else if (field.getType() == Bits.class) {
                for (Scheme scheme : SCHEMES) {
                    found.add(MinMaxWeights.of((Bits) field.get(null), scheme));
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private Tensor matrix(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * .1f;
        }
        return Tensor.of(values, rows, columns);
    }

    private static Tensor times(Tensor matrix, float factor) {
        float[] values = matrix.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return Tensor.of(values, matrix.rows(), matrix.columns());
    }

    private void forEachMatrix(java.util.function.Consumer<Tensor> law) {
        for (int[] shape : SHAPES) {
            law.accept(matrix(shape[0], shape[1]));
        }
    }

    @Test
    void thereAreConstantsToCheck() {
        assertThat(quantizers().map(Object::toString)).contains("TWN", "int8");
    }

    @ParameterizedTest
    @MethodSource("quantizers")
    void scalingTheMatrixScalesTheResultAndKeepsTheCodes(WeightQuantizer quantizer) {
        requireLaw("scaling", quantizer);
        forEachMatrix(w -> {
            Codes codes = quantizer.codes(w);
            // A power of two scales without rounding, so the codes must be the very same.
            Codes quadruple = quantizer.codes(times(w, 4));
            assertThat(quadruple.codes()).isEqualTo(codes.codes());
            assertThat(quadruple.scales()).isEqualTo(times(scales(codes), 4).toFloats());
        });
    }

    private static Tensor scales(Codes codes) {
        return Tensor.of(codes.scales(), 1, codes.scales().length);
    }

    @ParameterizedTest
    @MethodSource("quantizers")
    void turningTheSignTurnsTheCodes(WeightQuantizer quantizer) {
        forEachMatrix(w -> {
            // With a zero point it is the code's distance from it that turns, not the code. Two's complement without
            // one has one code more below zero: it and its neighbour turn into the highest one.
            int highest = highest(quantizer);
            float lowest = quantizer.codes(w).hasZeroPoints() ? -255 : -highest;
            float[] codes = quantizer.codes(w).integers();
            float[] turned = quantizer.codes(times(w, -1)).integers();
            for (int i = 0; i < codes.length; i++) {
                codes[i] = 0 - Math.max(codes[i], lowest);
                turned[i] = Math.max(turned[i], lowest);
            }
            assertThat(turned).isEqualTo(codes);
        });
    }

    @ParameterizedTest
    @MethodSource("quantizers")
    void quantizingTwiceChangesNothing(WeightQuantizer quantizer) {
        requireLaw("twice", quantizer);
        forEachMatrix(w -> {
            // Started, because a step that is learned belongs to a matrix; a range that is searched for is found anew.
            MatrixQuantizer started = quantizer.start(w).learned().isEmpty() ? quantizer : quantizer.start(w);
            Codes once = started.codes(w);
            Codes twice = started.codes(Tensor.of(once.values(), w.rows(), w.columns()));
            assertThat(twice.codes()).isEqualTo(once.codes());
            assertThat(twice.scales()[0]).isCloseTo(once.scales()[0], within(1e-5f * once.scales()[0]));
        });
    }

    @ParameterizedTest
    @MethodSource("quantizers")
    void perRowIsPerTensorOfEachRowAlone(WeightQuantizer quantizer) {
        requireLaw("per row", quantizer);
        forEachMatrix(w -> {
            Codes perRow = quantizer.with(Granularity.perRow()).codes(w);
            for (int row = 0; row < w.rows(); row++) {
                int from = row * w.columns();
                int to = from + w.columns();
                Codes alone = quantizer
                        .with(Granularity.perTensor())
                        .codes(Tensor.of(Arrays.copyOfRange(w.toFloats(), from, to), 1, w.columns()));
                assertThat(Arrays.copyOfRange(perRow.codes(), from, to)).isEqualTo(alone.codes());
                assertThat(perRow.scale(row)).isEqualTo(alone.scale(0));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("quantizers")
    void aGroupIsATensorOfItsOwn(WeightQuantizer quantizer) {
        requireLaw("per row", quantizer);
        int size = 3;
        forEachMatrix(w -> {
            if (w.size() > 1000) {
                return;
            }
            Codes grouped = quantizer.with(Granularity.perGroup(size)).codes(w);
            for (int row = 0; row < w.rows(); row++) {
                for (int from = 0; from < w.columns(); from += size) {
                    int start = row * w.columns() + from;
                    int count = Math.min(size, w.columns() - from);
                    float[] group = Arrays.copyOfRange(w.toFloats(), start, start + count);
                    Codes alone = quantizer.with(Granularity.perTensor()).codes(Tensor.of(group, 1, count));
                    assertThat(Arrays.copyOfRange(grouped.codes(), start, start + count))
                            .isEqualTo(alone.codes());
                    assertThat(grouped.scale(row, from)).isEqualTo(alone.scale(0));
                    assertThat(grouped.zeroPoint(row, from + count - 1)).isEqualTo(alone.zeroPoint(0, 0));
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("quantizers")
    void zeroGroupsStayZeroAndHarmTheirNeighboursNot(WeightQuantizer quantizer) {
        float[] values = {0, 0, 0, .5f, -.2f, .9f, 0, 0, 0};
        for (Granularity granularity : GRANULARITIES) {
            Codes codes = quantizer.with(granularity).codes(Tensor.of(values, 3, 3));
            assertThat(codes.values()).doesNotContain(Float.NaN);
            // The sign of 0 is 1, so a binary group of zeros has codes, but a scale that makes them nothing.
            float zero = quantizer instanceof Binarizer ? 1 : 0;
            assertThat(Arrays.copyOfRange(codes.integers(), 0, 3)).containsOnly(zero);
            if (!granularity.equals(Granularity.perTensor())) {
                assertThat(Arrays.copyOfRange(codes.values(), 0, 3)).containsOnly(0);
            }
            assertThat(codes.integers()[5]).isPositive();
        }
        float all = quantizer instanceof Binarizer ? Binarizer.SCALE_OF_ZEROS : 0;
        assertThat(quantizer.codes(Tensor.zeros(2, 2)).values()).containsOnly(all);
    }

    @ParameterizedTest
    @MethodSource("quantizers")
    void codesFitTheirBitsAndPack(WeightQuantizer quantizer) {
        forEachMatrix(w -> {
            Codes codes = quantizer.codes(w);
            byte[] packed = Packing.pack(codes.codes(), codes.bits());
            assertThat(packed).hasSize(Packing.bytes(w.size(), quantizer.bits()));
            assertThat(Packing.unpack(packed, w.size(), codes.bits())).isEqualTo(codes.codes());
        });
    }

    @ParameterizedTest
    @MethodSource("quantizers")
    void whatIsPackedIsWhatWasTrained(WeightQuantizer quantizer) {
        for (Granularity granularity : GRANULARITIES) {
            WeightQuantizer q = quantizer.with(granularity);
            forEachMatrix(w -> {
                try (Tape tape = Tape.forInference()) {
                    Tensor quantized = q.quantize(tape, w);
                    assertThat(quantized.toFloats()).isEqualTo(q.codes(w).values());
                    boolean hasGroups = q.codes(w).scales().length > 1 && !granularity.equals(Granularity.perRow());
                    assertThat(quantized.isCoded()).isNotEqualTo(hasGroups);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("quantizers")
    void theGradientGoesStraightThrough(WeightQuantizer quantizer) {
        for (Granularity granularity : GRANULARITIES) {
            forEachMatrix(w -> {
                try (Tape tape = Tape.forTraining(1)) {
                    Tensor latent = w.requireGradient();
                    latent.clearGradient();
                    Tensor output = quantizer.with(granularity).quantize(tape, latent);
                    float[] upstream = matrix(w.rows(), w.columns()).toFloats();
                    Tensor loss = tape.allocate(1, 1);
                    tape.record(() -> output.gradient().put(0, upstream));
                    tape.backward(loss);
                    float[] gradient = new float[w.size()];
                    latent.gradient().get(0, gradient);
                    // A method that learns where its grid ends may pass nothing to weights beyond it.
                    boolean learnsEnds = !quantizer.start(w).learned().isEmpty();
                    byte[] codes = quantizer.with(granularity).codes(w).codes();
                    int highest = highest(quantizer);
                    for (int i = 0; i < gradient.length; i++) {
                        boolean mayBeBeyond = learnsEnds && (codes[i] >= highest || codes[i] <= -highest);
                        upstream[i] = mayBeBeyond && gradient[i] == 0 ? 0 : upstream[i];
                    }
                    assertThat(gradient).isEqualTo(upstream);
                }
            });
        }
    }
}
