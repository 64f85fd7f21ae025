package dev.tern.tensor;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on the processor's vectors. No masked tails and no float-to-int conversions (slow on JDK 17): rows are
 * padded and rounding is by {@link Elementary#ROUNDER}. Zero vectors are made where they are used: one kept in a field
 * defeats the compiler's escape analysis.
 */
final class VectorKernels implements RowKernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();
    private static final RowKernels PLAIN = new PlainKernels();
    private static final ThreadLocal<float[]> LANES = ThreadLocal.withInitial(() -> new float[W]);

    @Override
    public int tileRows() {
        return VectorTiles.ROWS;
    }

    @Override
    public int tileColumns() {
        return VectorTiles.COLUMNS;
    }

    @Override
    public void multiply(
            int depth, float[] a, int aAt, int aStride, float[] b, int bAt, float[] c, int at, int stride) {
        VectorTiles.multiply(depth, a, aAt, aStride, b, bAt, c, at, stride);
    }

    @Override
    public void multiplyRows(
            int depth, float[] a, int aAt, int aStride, float[] b, int bAt, float[] c, int at, int stride) {
        VectorRowTiles.multiply(depth, a, aAt, aStride, b, bAt, c, at, stride);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector bounded = x.blend(Elementary.EXP_HIGHEST, x.compare(VectorOperators.GT, Elementary.EXP_HIGHEST));
        FloatVector rounder = FloatVector.broadcast(S, Elementary.ROUNDER);
        FloatVector shifted = bounded.fma(FloatVector.broadcast(S, Elementary.LOG2_E), rounder);
        FloatVector whole = shifted.sub(rounder);
        FloatVector r = whole.fma(FloatVector.broadcast(S, -Elementary.LN2_HIGH), bounded);
        r = whole.fma(FloatVector.broadcast(S, -Elementary.LN2_LOW), r);
        FloatVector sum = FloatVector.broadcast(S, Elementary.EXP[0]);
        sum = sum.fma(r, FloatVector.broadcast(S, Elementary.EXP[1]));
        sum = sum.fma(r, FloatVector.broadcast(S, Elementary.EXP[2]));
        sum = sum.fma(r, FloatVector.broadcast(S, Elementary.EXP[3]));
        sum = sum.fma(r, FloatVector.broadcast(S, Elementary.EXP[4]));
        sum = sum.fma(r, FloatVector.broadcast(S, Elementary.EXP[5]));
        FloatVector result = sum.fma(r.mul(r), r).add(1);
        FloatVector power = shifted.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(0x3F800000)
                .reinterpretAsFloats();
        return result.mul(power).blend(0, x.compare(VectorOperators.LT, Elementary.EXP_LOWEST));
    }

    @Override
    public void gelu(float[] x, float[] y, int n) {
        VectorGelu.value(x, y, n);
    }

    @Override
    public void geluGradient(float[] x, float[] dy, float[] dx, int n) {
        VectorGelu.gradient(x, dy, dx, n);
    }

    @Override
    public void softmax(float[] x, float[] y, int at, int n) {
        Arrays.fill(x, at + n, at + RowKernels.padded(n), Float.NEGATIVE_INFINITY);
        FloatVector largest = FloatVector.fromArray(S, x, at);
        for (int i = W; i < n; i += W) {
            FloatVector v = FloatVector.fromArray(S, x, at + i);
            largest = largest.blend(v, v.compare(VectorOperators.GT, largest));
        }
        float max = largest.reduceLanes(VectorOperators.MAX);
        FloatVector sum = FloatVector.zero(S);
        for (int i = 0; i < n; i += W) {
            FloatVector e = exp(FloatVector.fromArray(S, x, at + i).sub(max));
            e.intoArray(y, at + i);
            sum = sum.add(e);
        }
        float factor = 1 / total(sum);
        for (int i = 0; i < n; i += W) {
            FloatVector.fromArray(S, y, at + i).mul(factor).intoArray(y, at + i);
        }
    }

    @Override
    public void softmaxGradient(float[] y, float[] dy, float[] dx, int at, int n) {
        Arrays.fill(y, at + n, at + RowKernels.padded(n), 0);
        Arrays.fill(dy, at + n, at + RowKernels.padded(n), 0);
        FloatVector products = FloatVector.zero(S);
        for (int i = at; i < at + n; i += W) {
            products = products.add(FloatVector.fromArray(S, y, i).mul(FloatVector.fromArray(S, dy, i)));
        }
        float sum = total(products);
        for (int i = at; i < at + n; i += W) {
            FloatVector.fromArray(S, dy, i)
                    .sub(sum)
                    .mul(FloatVector.fromArray(S, y, i))
                    .intoArray(dx, i);
        }
    }

    @Override
    public void layerNorm(float[] x, float[] gamma, float[] beta, float epsilon, float[] y, int n, float[] moments) {
        Arrays.fill(x, n, RowKernels.padded(n), 0);
        FloatVector sum = FloatVector.zero(S);
        for (int i = 0; i < n; i += W) {
            sum = sum.add(FloatVector.fromArray(S, x, i));
        }
        float mean = total(sum) / n;
        Arrays.fill(x, n, RowKernels.padded(n), mean);
        FloatVector squares = FloatVector.zero(S);
        for (int i = 0; i < n; i += W) {
            FloatVector centred = FloatVector.fromArray(S, x, i).sub(mean);
            squares = squares.add(centred.mul(centred));
        }
        float reciprocal = (float) (1 / Math.sqrt((double) total(squares) / n + epsilon));
        for (int i = 0; i < n; i += W) {
            FloatVector normal = FloatVector.fromArray(S, x, i).sub(mean).mul(reciprocal);
            normal.fma(FloatVector.fromArray(S, gamma, i), FloatVector.fromArray(S, beta, i))
                    .intoArray(y, i);
        }
        moments[0] = mean;
        moments[1] = reciprocal;
    }

    @Override
    public void layerNormGradient(
            float[] x,
            float mean,
            float reciprocal,
            float[] gamma,
            float[] dy,
            float[] dx,
            float[] dGamma,
            float[] dBeta,
            int n) {
        Arrays.fill(dy, n, RowKernels.padded(n), 0);
        Arrays.fill(x, n, RowKernels.padded(n), mean);
        FloatVector sum = FloatVector.zero(S);
        FloatVector products = FloatVector.zero(S);
        for (int i = 0; i < n; i += W) {
            FloatVector up = FloatVector.fromArray(S, dy, i);
            FloatVector normal = FloatVector.fromArray(S, x, i).sub(mean).mul(reciprocal);
            up.fma(normal, FloatVector.fromArray(S, dGamma, i)).intoArray(dGamma, i);
            up.add(FloatVector.fromArray(S, dBeta, i)).intoArray(dBeta, i);
            FloatVector scaled = up.mul(FloatVector.fromArray(S, gamma, i));
            sum = sum.add(scaled);
            products = products.add(scaled.mul(normal));
        }
        float first = total(sum) / n;
        float second = total(products) / n;
        for (int i = 0; i < n; i += W) {
            FloatVector normal = FloatVector.fromArray(S, x, i).sub(mean).mul(reciprocal);
            FloatVector scaled = FloatVector.fromArray(S, dy, i).mul(FloatVector.fromArray(S, gamma, i));
            scaled.sub(first).sub(normal.mul(second)).mul(reciprocal).intoArray(dx, i);
        }
    }

    @Override
    public double squares(float[] x, int n) {
        Arrays.fill(x, n, RowKernels.padded(n), 0);
        FloatVector sum = FloatVector.zero(S);
        FloatVector lost = FloatVector.zero(S);
        for (int i = 0; i < n; i += W) {
            // What the product and the sum round away is added up beside them: Dekker 1971, Knuth's two-sum.
            FloatVector v = FloatVector.fromArray(S, x, i);
            FloatVector square = v.mul(v);
            FloatVector next = sum.add(square);
            FloatVector added = next.sub(sum);
            FloatVector roundedAway = sum.sub(next.sub(added)).add(square.sub(added));
            lost = lost.add(roundedAway.add(v.fma(v, square.mul(-1))));
            sum = next;
        }
        float[] lanes = LANES.get();
        double total = 0;
        sum.intoArray(lanes, 0);
        for (int i = 0; i < W; i++) {
            total += lanes[i];
        }
        lost.intoArray(lanes, 0);
        for (int i = 0; i < W; i++) {
            total += lanes[i];
        }
        return total;
    }

    @Override
    public void difference(float[] x, float[] other, float floor, float[] y, int n) {
        for (int i = 0; i < n; i += W) {
            FloatVector a = FloatVector.fromArray(S, x, i);
            FloatVector b = FloatVector.fromArray(S, other, i);
            a.blend(0, a.compare(VectorOperators.LE, floor))
                    .sub(b.blend(0, b.compare(VectorOperators.LE, floor)))
                    .intoArray(y, i);
        }
    }

    @Override
    public void differenceGradient(float[] x, float[] other, float floor, float factor, float[] y, int n) {
        for (int i = 0; i < n; i += W) {
            FloatVector a = FloatVector.fromArray(S, x, i);
            FloatVector b = FloatVector.fromArray(S, other, i);
            a.sub(b.blend(0, b.compare(VectorOperators.LE, floor)))
                    .mul(factor)
                    .blend(0, a.compare(VectorOperators.LE, floor))
                    .intoArray(y, i);
        }
    }

    @Override
    public void addScaled(float factor, float[] x, float[] y, int n) {
        FloatVector f = FloatVector.broadcast(S, factor);
        for (int i = 0; i < n; i += W) {
            f.fma(FloatVector.fromArray(S, x, i), FloatVector.fromArray(S, y, i))
                    .intoArray(y, i);
        }
    }

    @Override
    public void affine(float factor, float[] x, float[] bias, float[] y, int at, int n) {
        FloatVector f = FloatVector.broadcast(S, factor);
        for (int i = 0; i < n; i += W) {
            f.fma(FloatVector.fromArray(S, x, at + i), FloatVector.fromArray(S, bias, i))
                    .intoArray(y, at + i);
        }
    }

    @Override
    public void scale(float factor, float[] x, int n) {
        for (int i = 0; i < n; i += W) {
            FloatVector.fromArray(S, x, i).mul(factor).intoArray(x, i);
        }
    }

    @Override
    public void dropout(float[] x, int from, int n, long seed, long number, int threshold, float kept) {
        int whole = VectorDropout.whole(n);
        VectorDropout.apply(x, from, whole, seed, number, threshold, kept);
        PLAIN.dropout(x, from + whole, n - whole, seed, number + whole / Dropout.PER_NUMBER, threshold, kept);
    }

    @Override
    public void adamW(float[] p, float[] g, float[] m, float[] v, AdamW.Update u, int n) {
        FloatVector beta1 = FloatVector.broadcast(S, u.beta1);
        FloatVector beta2 = FloatVector.broadcast(S, u.beta2);
        FloatVector keep = FloatVector.broadcast(S, u.keep);
        float factor = u.gradientFactor;
        float correction = u.secondCorrection;
        float epsilon = u.epsilon;
        float step = -u.stepSize;
        for (int i = 0; i < n; i += W) {
            FloatVector gradient = FloatVector.fromArray(S, g, i).mul(factor);
            FloatVector square = gradient.mul(gradient);
            FloatVector first = beta1.fma(FloatVector.fromArray(S, m, i).sub(gradient), gradient);
            FloatVector second = beta2.fma(FloatVector.fromArray(S, v, i).sub(square), square);
            FloatVector root = second.sqrt().mul(correction).add(epsilon);
            FloatVector change = first.mul(step).div(root);
            first.intoArray(m, i);
            second.intoArray(v, i);
            FloatVector.fromArray(S, p, i).fma(keep, change).intoArray(p, i);
        }
    }

    private static float total(FloatVector sum) {
        float[] lanes = LANES.get();
        sum.intoArray(lanes, 0);
        return W == 16 ? sumOfSixteen(lanes) : PlainKernels.sumOfLanes(lanes, W);
    }

    /** {@link PlainKernels#sumOfLanes} written out: rows are short, so the ends of their sums count. */
    private static float sumOfSixteen(float[] l) {
        float a = l[0] + l[8] + (l[4] + l[12]);
        float b = l[1] + l[9] + (l[5] + l[13]);
        float c = l[2] + l[10] + (l[6] + l[14]);
        float d = l[3] + l[11] + (l[7] + l[15]);
        return a + c + (b + d);
    }
}
