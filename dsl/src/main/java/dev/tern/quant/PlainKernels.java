package dev.tern.quant;

/** The kernels as their formulas read. */
final class PlainKernels implements Kernels {
    @Override
    public void addMagnitudes(float[] w, int count, float clip, float[] sums) {
        for (int i = 0; i < count; i++) {
            sums[i % LANES] += Math.min(Math.abs(w[i]), clip);
        }
    }

    @Override
    public int addMagnitudesAbove(float[] w, int count, float clip, float threshold, float[] sums) {
        int above = 0;
        for (int i = 0; i < count; i++) {
            float magnitude = Math.min(Math.abs(w[i]), clip);
            if (magnitude > threshold) {
                sums[i % LANES] += magnitude;
                above++;
            }
        }
        return above;
    }

    @Override
    public void ternaryCodes(float[] w, int count, float threshold, float[] codes) {
        for (int i = 0; i < count; i++) {
            codes[i] = Math.abs(w[i]) > threshold ? Math.signum(w[i]) : 0;
        }
    }

    @Override
    public void roundCodes(float[] x, int count, float divisor, float lowest, float highest, float[] codes) {
        for (int i = 0; i < count; i++) {
            codes[i] = (float) Math.rint(Math.max(lowest, Math.min(highest, x[i] / divisor))) + 0f;
        }
    }

    @Override
    public void requantize(
            float[] acc, int count, int multiplier, int shift, float lowest, float highest, float[] codes) {
        for (int i = 0; i < count; i++) {
            codes[i] = Math.max(lowest, Math.min(highest, Requantizer.apply((int) acc[i], multiplier, shift)));
        }
    }

    @Override
    public void range(float[] x, int count, float[] range) {
        for (int i = 0; i < count; i++) {
            range[0] = Math.min(range[0], x[i]) + 0f;
            range[1] = Math.max(range[1], x[i]) + 0f;
        }
    }

    @Override
    public void passStrictlyInside(float[] x, float[] upstream, int count, float low, float high, float[] gradient) {
        for (int i = 0; i < count; i++) {
            if (x[i] > low && x[i] < high) {
                gradient[i] += upstream[i];
            }
        }
    }

    @Override
    public void signs(float[] w, int count, float[] codes) {
        for (int i = 0; i < count; i++) {
            codes[i] = w[i] < 0 ? -1 : 1;
        }
    }

    @Override
    public void addWeightedAbove(
            float[] w,
            float[] d,
            int count,
            float clip,
            float threshold,
            float[] products,
            float[] weights,
            float[] gap) {
        gap[0] = -1;
        gap[1] = Float.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            float magnitude = Math.min(Math.abs(w[i]), clip);
            if (magnitude > threshold) {
                products[i % LANES] += Math.abs(d[i]) * magnitude;
                weights[i % LANES] += Math.abs(d[i]);
                gap[1] = Math.min(gap[1], magnitude);
            } else {
                gap[0] = Math.max(gap[0], magnitude);
            }
        }
    }

    @Override
    public void addWeightedPositive(float[] w, float[] d, int count, float clip, float[] products, float[] weights) {
        for (int i = 0; i < count; i++) {
            if (d[i] > 0) {
                products[i % LANES] += d[i] * Math.min(Math.abs(w[i]), clip);
                weights[i % LANES] += d[i];
            }
        }
    }

    @Override
    public void updateCurvature(float[] w, float[] g, int count, float decay, float floor, float threshold, float[] d) {
        for (int i = 0; i < count; i++) {
            float root = Math.abs(d[i]) - floor;
            float updated = (float) Math.sqrt(decay * (root * root) + (1 - decay) * (g[i] * g[i])) + floor;
            d[i] = Math.abs(w[i]) > threshold ? updated : -updated;
        }
    }
}
