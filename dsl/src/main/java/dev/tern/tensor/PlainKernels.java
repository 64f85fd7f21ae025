package dev.tern.tensor;

import java.util.Arrays;

/** Plain loops: what each kernel means, and what runs where the Vector API is missing. */
final class PlainKernels implements RowKernels {
    private static final int LANES = 16;

    @Override
    public int tileRows() {
        return 4;
    }

    @Override
    public int tileColumns() {
        return 32;
    }

    @Override
    public void multiply(
            int depth, float[] a, int aAt, int aStride, float[] b, int bAt, float[] c, int at, int stride) {
        for (int i = 0; i < tileRows(); i++) {
            for (int p = 0; p < depth; p++) {
                addRow(a[aAt + p * aStride + i], b, bAt + p * tileColumns(), c, at + i * stride);
            }
        }
    }

    @Override
    public void multiplyRows(
            int depth, float[] a, int aAt, int aStride, float[] b, int bAt, float[] c, int at, int stride) {
        for (int i = 0; i < tileRows(); i++) {
            for (int p = 0; p < depth; p++) {
                addRow(a[aAt + i * aStride + p], b, bAt + p * tileColumns(), c, at + i * stride);
            }
        }
    }

    private void addRow(float factor, float[] b, int bAt, float[] c, int at) {
        for (int j = 0; j < tileColumns(); j++) {
            c[at + j] = Math.fma(factor, b[bAt + j], c[at + j]);
        }
    }

    @Override
    public void gelu(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            float tail = upperTail(Math.abs(x[i]), Elementary.exp(-0.5f * x[i] * x[i]));
            y[i] = x[i] * (x[i] < 0 ? tail : 1 - tail);
        }
    }

    @Override
    public void geluGradient(float[] x, float[] dy, float[] dx, int n) {
        for (int i = 0; i < n; i++) {
            float density = Elementary.exp(-0.5f * x[i] * x[i]);
            float tail = upperTail(Math.abs(x[i]), density);
            float below = x[i] < 0 ? tail : 1 - tail;
            dx[i] = dy[i] * Math.fma(x[i] * Elementary.DENSITY_AT_ZERO, density, below);
        }
    }

    private static float upperTail(float distance, float density) {
        float t = 1 / Math.fma(Elementary.TAIL_P, distance, 1);
        float sum = Elementary.TAIL[0];
        for (int k = 1; k < Elementary.TAIL.length; k++) {
            sum = Math.fma(sum, t, Elementary.TAIL[k]);
        }
        return sum * t * density;
    }

    @Override
    public void softmax(float[] x, float[] y, int at, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + n; i++) {
            max = Math.max(max, x[i]);
        }
        for (int i = at; i < at + n; i++) {
            y[i] = Elementary.exp(x[i] - max);
        }
        float factor = 1 / sum(y, at, n);
        for (int i = at; i < at + n; i++) {
            y[i] *= factor;
        }
    }

    @Override
    public void softmaxGradient(float[] y, float[] dy, float[] dx, int at, int n) {
        float[] products = Scratch.floats(Scratch.KERNEL, n);
        for (int i = 0; i < n; i++) {
            products[i] = y[at + i] * dy[at + i];
        }
        float sum = sum(products, 0, n);
        for (int i = at; i < at + n; i++) {
            dx[i] = (dy[i] - sum) * y[i];
        }
    }

    @Override
    public void layerNorm(float[] x, float[] gamma, float[] beta, float epsilon, float[] y, int n, float[] moments) {
        float mean = sum(x, 0, n) / n;
        for (int i = 0; i < n; i++) {
            y[i] = (x[i] - mean) * (x[i] - mean);
        }
        float reciprocal = (float) (1 / Math.sqrt((double) sum(y, 0, n) / n + epsilon));
        for (int i = 0; i < n; i++) {
            y[i] = Math.fma((x[i] - mean) * reciprocal, gamma[i], beta[i]);
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
        float[] products = Scratch.floats(Scratch.KERNEL, n);
        for (int i = 0; i < n; i++) {
            float normal = (x[i] - mean) * reciprocal;
            dGamma[i] = Math.fma(dy[i], normal, dGamma[i]);
            dBeta[i] += dy[i];
            dx[i] = dy[i] * gamma[i];
            products[i] = dx[i] * normal;
        }
        float first = sum(dx, 0, n) / n;
        float second = sum(products, 0, n) / n;
        for (int i = 0; i < n; i++) {
            float normal = (x[i] - mean) * reciprocal;
            dx[i] = (dx[i] - first - normal * second) * reciprocal;
        }
    }

    @Override
    public double squares(float[] x, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum;
    }

    @Override
    public void difference(float[] x, float[] other, float floor, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (x[i] <= floor ? 0 : x[i]) - (other[i] <= floor ? 0 : other[i]);
        }
    }

    @Override
    public void differenceGradient(float[] x, float[] other, float floor, float factor, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] <= floor ? 0 : factor * (x[i] - (other[i] <= floor ? 0 : other[i]));
        }
    }

    @Override
    public void addScaled(float factor, float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.fma(factor, x[i], y[i]);
        }
    }

    @Override
    public void affine(float factor, float[] x, float[] bias, float[] y, int at, int n) {
        for (int i = 0; i < n; i++) {
            y[at + i] = Math.fma(factor, x[at + i], bias[i]);
        }
    }

    @Override
    public void scale(float factor, float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] *= factor;
        }
    }

    @Override
    public void dropout(float[] x, int from, int n, long seed, long number, int threshold, float kept) {
        // Branches on random bits are guessed wrong as often as they can be: a sign decides instead.
        int factor = Float.floatToRawIntBits(kept);
        for (int i = from; i < from + n; i += Dropout.PER_NUMBER) {
            long bits = Random64.at(seed, number + (i - from) / Dropout.PER_NUMBER);
            int low = (int) bits;
            int high = (int) (bits >>> 32);
            x[i] *= Float.intBitsToFloat(factor & ~((low & 0xFFFF) - threshold >> 31));
            x[i + 1] *= Float.intBitsToFloat(factor & ~((low >>> 16) - threshold >> 31));
            x[i + 2] *= Float.intBitsToFloat(factor & ~((high & 0xFFFF) - threshold >> 31));
            x[i + 3] *= Float.intBitsToFloat(factor & ~((high >>> 16) - threshold >> 31));
        }
    }

    @Override
    public void adamW(float[] p, float[] g, float[] m, float[] v, AdamW.Update u, int n) {
        float factor = u.gradientFactor;
        float correction = u.secondCorrection;
        float keep = u.keep;
        float change = -u.stepSize;
        for (int i = 0; i < n; i++) {
            float gradient = g[i] * factor;
            m[i] = Math.fma(u.beta1, m[i] - gradient, gradient);
            v[i] = Math.fma(u.beta2, v[i] - gradient * gradient, gradient * gradient);
            float root = (float) Math.sqrt(v[i]) * correction + u.epsilon;
            p[i] = Math.fma(p[i], keep, change * m[i] / root);
        }
    }

    private static float sum(float[] x, int at, int n) {
        float[] lanes = Scratch.floats(Scratch.KERNEL + 1, LANES);
        Arrays.fill(lanes, 0, LANES, 0);
        for (int i = 0; i < n; i++) {
            lanes[i % LANES] += x[at + i];
        }
        return sumOfLanes(lanes, LANES);
    }

    /** Pairwise from the outside in; the order is fixed here because a vector's own reduction leaves it open. */
    static float sumOfLanes(float[] lanes, int count) {
        for (int half = count / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                lanes[i] += lanes[i + half];
            }
        }
        float sum = lanes[0];
        Arrays.fill(lanes, 0);
        return sum;
    }
}
