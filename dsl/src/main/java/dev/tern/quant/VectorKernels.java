package dev.tern.quant;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels of {@link PlainKernels} in whole vectors, bit for bit; the last, partly filled vector goes to the plain
 * ones. JDK 17 has no fast float-to-int conversion and no fast masked tail, so rounding is done by adding 1.5 * 2^23.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = SPECIES.length();
    // Added to a float below 2^22 it leaves no bits after the point: the hardware rounds half to even.
    private static final float ROUNDER = 0x1.8p23f;

    @Override
    public void addMagnitudes(float[] w, int count, float clip, float[] sums) {
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            for (int lane = 0; lane < LANES; lane += WIDTH) {
                FloatVector magnitude = FloatVector.fromArray(SPECIES, w, i + lane)
                        .lanewise(VectorOperators.ABS)
                        .min(clip);
                FloatVector.fromArray(SPECIES, sums, lane).add(magnitude).intoArray(sums, lane);
            }
        }
        for (int i = whole; i < count; i++) {
            sums[i % LANES] += Math.min(Math.abs(w[i]), clip);
        }
    }

    @Override
    public int addMagnitudesAbove(float[] w, int count, float clip, float threshold, float[] sums) {
        int whole = count - count % LANES;
        int above = 0;
        for (int i = 0; i < whole; i += LANES) {
            for (int lane = 0; lane < LANES; lane += WIDTH) {
                FloatVector magnitude = FloatVector.fromArray(SPECIES, w, i + lane)
                        .lanewise(VectorOperators.ABS)
                        .min(clip);
                VectorMask<Float> mask = magnitude.compare(VectorOperators.GT, threshold);
                FloatVector kept = FloatVector.zero(SPECIES).blend(magnitude, mask);
                FloatVector.fromArray(SPECIES, sums, lane).add(kept).intoArray(sums, lane);
                above += mask.trueCount();
            }
        }
        for (int i = whole; i < count; i++) {
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
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector value = FloatVector.fromArray(SPECIES, w, i);
            FloatVector.zero(SPECIES)
                    .blend(1f, value.compare(VectorOperators.GT, threshold))
                    .blend(-1f, value.compare(VectorOperators.LT, -threshold))
                    .intoArray(codes, i);
        }
        for (int i = whole; i < count; i++) {
            codes[i] = Math.abs(w[i]) > threshold ? Math.signum(w[i]) : 0;
        }
    }

    @Override
    public void roundCodes(float[] x, int count, float divisor, float lowest, float highest, float[] codes) {
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            clamp(FloatVector.fromArray(SPECIES, x, i).div(divisor), lowest, highest)
                    .add(ROUNDER)
                    .sub(ROUNDER)
                    .intoArray(codes, i);
        }
        for (int i = whole; i < count; i++) {
            codes[i] = (float) Math.rint(Math.max(lowest, Math.min(highest, x[i] / divisor))) + 0f;
        }
    }

    /** Comparing is quicker than the vectors' own smallest and largest, which look out for NaN and -0. */
    private static FloatVector clamp(FloatVector value, float lowest, float highest) {
        FloatVector below = value.blend(highest, value.compare(VectorOperators.GT, highest));
        return below.blend(lowest, below.compare(VectorOperators.LT, lowest));
    }

    @Override
    public void requantize(
            float[] acc, int count, int multiplier, int shift, float lowest, float highest, float[] codes) {
        float factor = (float) Requantizer.ratio(multiplier, shift);
        // The factor and the product are each rounded once, so the product is off by less than 2^-22 of itself.
        float doubtful = 0.5f - 0x1p-22f * Math.max(-lowest, highest) - 0x1p-22f;
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector product = clamp(FloatVector.fromArray(SPECIES, acc, i).mul(factor), lowest, highest);
            FloatVector code = product.add(ROUNDER).sub(ROUNDER);
            code.intoArray(codes, i);
            if (product.sub(code)
                    .lanewise(VectorOperators.ABS)
                    .compare(VectorOperators.GE, doubtful)
                    .anyTrue()) {
                for (int j = i; j < i + WIDTH; j++) {
                    codes[j] = Math.max(lowest, Math.min(highest, Requantizer.apply((int) acc[j], multiplier, shift)));
                }
            }
        }
        for (int i = whole; i < count; i++) {
            codes[i] = Math.max(lowest, Math.min(highest, Requantizer.apply((int) acc[i], multiplier, shift)));
        }
    }

    @Override
    public void range(float[] x, int count, float[] range) {
        int whole = SPECIES.loopBound(count);
        FloatVector low = FloatVector.broadcast(SPECIES, range[0]);
        FloatVector high = FloatVector.broadcast(SPECIES, range[1]);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector value = FloatVector.fromArray(SPECIES, x, i);
            low = low.blend(value, value.compare(VectorOperators.LT, low));
            high = high.blend(value, value.compare(VectorOperators.GT, high));
        }
        // Adding 0 makes -0 a 0, so that which of the two came first does not matter.
        range[0] = low.reduceLanes(VectorOperators.MIN) + 0f;
        range[1] = high.reduceLanes(VectorOperators.MAX) + 0f;
        for (int i = whole; i < count; i++) {
            range[0] = Math.min(range[0], x[i]) + 0f;
            range[1] = Math.max(range[1], x[i]) + 0f;
        }
    }

    @Override
    public void passStrictlyInside(float[] x, float[] upstream, int count, float low, float high, float[] gradient) {
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector value = FloatVector.fromArray(SPECIES, x, i);
            VectorMask<Float> inside =
                    value.compare(VectorOperators.GT, low).and(value.compare(VectorOperators.LT, high));
            FloatVector passed = FloatVector.zero(SPECIES).blend(FloatVector.fromArray(SPECIES, upstream, i), inside);
            FloatVector.fromArray(SPECIES, gradient, i).add(passed).intoArray(gradient, i);
        }
        for (int i = whole; i < count; i++) {
            if (x[i] > low && x[i] < high) {
                gradient[i] += upstream[i];
            }
        }
    }

    @Override
    public void signs(float[] w, int count, float[] codes) {
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector.broadcast(SPECIES, 1)
                    .blend(-1f, FloatVector.fromArray(SPECIES, w, i).compare(VectorOperators.LT, 0))
                    .intoArray(codes, i);
        }
        for (int i = whole; i < count; i++) {
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
        int whole = count - count % LANES;
        FloatVector none = FloatVector.broadcast(SPECIES, -1);
        FloatVector all = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
        FloatVector below = none;
        FloatVector above = all;
        for (int i = 0; i < whole; i += LANES) {
            for (int lane = 0; lane < LANES; lane += WIDTH) {
                FloatVector magnitude = FloatVector.fromArray(SPECIES, w, i + lane)
                        .lanewise(VectorOperators.ABS)
                        .min(clip);
                FloatVector weight = FloatVector.fromArray(SPECIES, d, i + lane).lanewise(VectorOperators.ABS);
                VectorMask<Float> kept = magnitude.compare(VectorOperators.GT, threshold);
                addWhere(kept, weight, magnitude, lane, products, weights);
                below = below.max(magnitude.blend(none, kept));
                above = above.min(all.blend(magnitude, kept));
            }
        }
        gap[0] = below.reduceLanes(VectorOperators.MAX);
        gap[1] = above.reduceLanes(VectorOperators.MIN);
        for (int i = whole; i < count; i++) {
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
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            for (int lane = 0; lane < LANES; lane += WIDTH) {
                FloatVector magnitude = FloatVector.fromArray(SPECIES, w, i + lane)
                        .lanewise(VectorOperators.ABS)
                        .min(clip);
                FloatVector weight = FloatVector.fromArray(SPECIES, d, i + lane);
                addWhere(weight.compare(VectorOperators.GT, 0), weight, magnitude, lane, products, weights);
            }
        }
        for (int i = whole; i < count; i++) {
            if (d[i] > 0) {
                products[i % LANES] += d[i] * Math.min(Math.abs(w[i]), clip);
                weights[i % LANES] += d[i];
            }
        }
    }

    private static void addWhere(
            VectorMask<Float> kept,
            FloatVector weight,
            FloatVector magnitude,
            int lane,
            float[] products,
            float[] weights) {
        FloatVector added = FloatVector.zero(SPECIES).blend(weight, kept);
        FloatVector.fromArray(SPECIES, weights, lane).add(added).intoArray(weights, lane);
        FloatVector.fromArray(SPECIES, products, lane).add(added.mul(magnitude)).intoArray(products, lane);
    }

    @Override
    public void updateCurvature(float[] w, float[] g, int count, float decay, float floor, float threshold, float[] d) {
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector root = FloatVector.fromArray(SPECIES, d, i)
                    .lanewise(VectorOperators.ABS)
                    .sub(floor);
            FloatVector gradient = FloatVector.fromArray(SPECIES, g, i);
            FloatVector updated = root.mul(root)
                    .mul(decay)
                    .add(gradient.mul(gradient).mul(1 - decay))
                    .lanewise(VectorOperators.SQRT)
                    .add(floor);
            VectorMask<Float> kept = FloatVector.fromArray(SPECIES, w, i)
                    .lanewise(VectorOperators.ABS)
                    .compare(VectorOperators.GT, threshold);
            updated.mul(-1).blend(updated, kept).intoArray(d, i);
        }
        for (int i = whole; i < count; i++) {
            float root = Math.abs(d[i]) - floor;
            float updated = (float) Math.sqrt(decay * (root * root) + (1 - decay) * (g[i] * g[i])) + floor;
            d[i] = Math.abs(w[i]) > threshold ? updated : -updated;
        }
    }
}
