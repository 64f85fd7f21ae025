package dev.tern.tensor;

/** Between which whole numbers a tensor's codes lie, ends included. */
final class CodeRange {
    private static final Kind<CodeRange> KIND = new Kind<>(CodeRange::new);
    private static final int LANES = 8;

    private final Rows.Each search = new Rows.Each(this::search);
    private Tensor tensor = Tensor.NONE;
    private float[] lows = {};
    private float[] highs = {};
    private float lowest;
    private float highest;

    private CodeRange() {}

    /** What was promised, or, if nothing was, what a look at every code finds. */
    static CodeRange of(Tape tape, Tensor tensor) {
        CodeRange range = tape.take(KIND);
        range.lowest = tensor.lowestCode();
        range.highest = tensor.highestCode();
        if (Float.isNaN(range.lowest)) {
            range.find(tensor);
        }
        return range;
    }

    private void find(Tensor in) {
        int tiles = (in.size() + Rows.TILE - 1) / Rows.TILE;
        tensor = in;
        lows = Scratch.floats(Scratch.GATHERED, tiles);
        highs = Scratch.floats(Scratch.GATHERED + 1, tiles);
        search.over(in.size());
        float low = lows[0];
        float high = highs[0];
        for (int i = 1; i < tiles; i++) {
            low = Math.min(low, lows[i]);
            high = Math.max(high, highs[i]);
        }
        lowest = low;
        highest = high;
    }

    private void search(int at, int n) {
        float[] tile = Scratch.floats(0, Rows.TILE);
        tensor.data().get(at, tile, 0, n);
        for (int i = n; i % LANES != 0; i++) {
            tile[i] = tile[0];
        }
        lows[at / Rows.TILE] = extreme(tile, n, 1);
        highs[at / Rows.TILE] = -extreme(tile, n, -1);
    }

    /** The smallest of sign * values; several at once, because a minimum waits for the one before. */
    private static float extreme(float[] values, int n, float sign) {
        float a = sign * values[0];
        float b = a;
        float c = a;
        float d = a;
        float e = a;
        float f = a;
        float g = a;
        float h = a;
        for (int i = 0; i < n; i += LANES) {
            a = Math.min(a, sign * values[i]);
            b = Math.min(b, sign * values[i + 1]);
            c = Math.min(c, sign * values[i + 2]);
            d = Math.min(d, sign * values[i + 3]);
            e = Math.min(e, sign * values[i + 4]);
            f = Math.min(f, sign * values[i + 5]);
            g = Math.min(g, sign * values[i + 6]);
            h = Math.min(h, sign * values[i + 7]);
        }
        return Math.min(Math.min(Math.min(a, b), Math.min(c, d)), Math.min(Math.min(e, f), Math.min(g, h)));
    }

    float lowest() {
        return lowest;
    }

    float highest() {
        return highest;
    }

    boolean isWithin(float low, float high) {
        return lowest >= low && highest <= high;
    }
}
