package dev.tern.tensor;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * fp32, row-major, rows x columns. A real tensor holds its values; a coded tensor holds whole numbers, and its values
 * are {@code scale * data}, with one scale, or one for each row where a weight is quantized so. Products of coded tensors are exact while every partial sum stays below 2^24 in magnitude,
 * the largest whole number up to which fp32 misses none; whoever makes the codes answers for that bound.
 */
public final class Tensor {
    /** Stands where there is no tensor yet, or no other. */
    public static final Tensor NONE = zeros(1, 1);

    private final int rows;
    private final int columns;
    private final boolean coded;
    private float scale;
    private @Nullable FloatBuffer rowScales;
    private final FloatBuffer data;
    private final @Nullable Tape tape;
    private float lowestCode = Float.NaN;
    private float highestCode = Float.NaN;
    private boolean needsGradient;
    private final Gradient gradient;
    private @Nullable Tensor withoutGradient;

    Tensor(
            int rows,
            int columns,
            boolean coded,
            float scale,
            @Nullable FloatBuffer rowScales,
            FloatBuffer data,
            @Nullable Tape tape) {
        this.rows = rows;
        this.columns = columns;
        this.coded = coded;
        this.scale = scale;
        this.rowScales = rowScales;
        this.data = data;
        this.tape = tape;
        gradient = new Gradient(this, tape);
    }

    /**
     * Makes the description of a tensor of the step before that of one in this: in the same memory, as a description of
     * this was before, too.
     *
     * @return false if it differs in more than scales; then nothing was done
     */
    boolean again(int newRows, int newColumns, boolean newCoded, float newScale, @Nullable FloatBuffer newRowScales) {
        if (rows != newRows || columns != newColumns || coded != newCoded) {
            return false;
        }
        scale = newScale;
        rowScales = newRowScales;
        lowestCode = Float.NaN;
        highestCode = Float.NaN;
        needsGradient = false;
        gradient.renew();
        return true;
    }

    /** Own, long-lived memory, zero-filled: what parameters live in. */
    public static Tensor zeros(int rows, int columns) {
        Rows.requireShape(rows, columns);
        return new Tensor(rows, columns, false, 1, null, Memory.allocate((long) rows * columns), null);
    }

    /** Own, long-lived memory holding a copy of {@code values}, rows * columns of them, row after row. */
    public static Tensor of(float[] values, int rows, int columns) {
        if (values.length != (long) rows * columns) {
            throw new IllegalArgumentException("A tensor of " + rows + " x " + columns + " holds "
                    + (long) rows * columns + " values, not " + values.length + ".");
        }
        Tensor tensor = zeros(rows, columns);
        tensor.data.put(0, values);
        return tensor;
    }

    /** Own, long-lived memory holding whole numbers; its values are {@code scale * codes}. */
    public static Tensor ofCodes(float[] codes, int rows, int columns, float scale) {
        return ofCodes(codes, rows, columns, new float[] {scale});
    }

    /** The same with one scale, or one for each row; see {@link #hasRowScales}. */
    public static Tensor ofCodes(float[] codes, int rows, int columns, float[] scales) {
        FloatBuffer rowScales = Scales.ofRows(FloatBuffer.wrap(scales), rows);
        return new Tensor(rows, columns, true, scales[0], rowScales, of(codes, rows, columns).data, null);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public int size() {
        return rows * columns;
    }

    public boolean isCoded() {
        return coded;
    }

    /** Whether whole numbers are worth something else in each row: {@link #rowScale}. */
    public boolean hasRowScales() {
        return rowScales != null;
    }

    /** What a whole number in {@link #data} is worth; 1 unless coded. */
    public float scale() {
        if (hasRowScales()) {
            throw new IllegalStateException("This " + rows + " x " + columns
                    + " tensor has a scale for each row: only a linear layer's weight and a table may.");
        }
        return scale;
    }

    /** What a whole number in a row of {@link #data} is worth. */
    public float rowScale(int row) {
        return rowScales == null ? scale : rowScales.get(row);
    }

    /** Promises that all whole numbers lie between these, ends included, so that nobody need look. */
    public Tensor codesWithin(float lowest, float highest) {
        lowestCode = lowest;
        highestCode = highest;
        return this;
    }

    /** The lowest whole number promised; NaN if nothing was. */
    float lowestCode() {
        return lowestCode;
    }

    float highestCode() {
        return highestCode;
    }

    /** Direct memory in native order; read and write it by absolute position only, it has no cursor of its own. */
    public FloatBuffer data() {
        return data;
    }

    public boolean needsGradient() {
        return needsGradient;
    }

    /** Makes operations compute this tensor's gradient and keep it; parameters call it once. */
    public Tensor requireGradient() {
        needsGradient = true;
        gradient.keep();
        return this;
    }

    void needGradient(boolean needed) {
        needsGradient = needed;
    }

    /**
     * d loss / d value (of the real value, not of a code), zero-filled on first use. Operations add to it. A tape
     * takes an intermediate tensor's gradient back once the operation that made it has used it; call
     * {@link #requireGradient} before to keep it.
     */
    public FloatBuffer gradient() {
        if (!startGradient()) {
            Memory.zero(gradientMemory());
        }
        return gradientMemory();
    }

    /**
     * Like {@link #gradient}, without the zero fill: if this returns true the gradient holds a sum to add to; if false
     * its contents are undefined, and the caller must now write every element of {@link #gradientMemory}.
     */
    public boolean startGradient() {
        return gradient.begin();
    }

    /** Where the gradient is; its contents mean something only as {@link #startGradient} tells. */
    public FloatBuffer gradientMemory() {
        return gradient.memory();
    }

    /**
     * Adds to the gradient of some rows. If nothing was added before, it is kept by row until somebody asks for
     * {@link #gradientMemory}; the optimizer does not.
     *
     * @param chosen numbers of rows, ascending; copied
     * @param count how many of them
     * @param gradients of these rows, one after the other
     */
    void addGradient(int[] chosen, int count, FloatBuffer gradients) {
        gradient.add(chosen, count, gradients);
    }

    /** Copies a part of the gradient, kept by row or whole; there must be one. May be called on several threads. */
    void readGradient(int at, float[] to, int n) {
        gradient.read(at, to, n);
    }

    /** The same values in the same memory, as operations see them that shall compute no gradient for them. */
    public Tensor withoutGradient() {
        Tensor same = withoutGradient;
        if (same == null) {
            same = new Tensor(rows, columns, coded, scale, rowScales, data, tape);
            withoutGradient = same;
        } else {
            same.again(rows, columns, coded, scale, rowScales);
        }
        return same.codesWithin(lowestCode, highestCode);
    }

    /**
     * Makes the gradient of a tensor of the same size that was made of this one the first of this tensor's own, without a
     * copy; the other has none any more. What the operation between does to a gradient is then done in place.
     *
     * @return false if nothing was done: this tensor has a gradient already, or one of the two must keep its own
     */
    public boolean takeGradient(Tensor from) {
        return gradient.take(from.gradient);
    }

    /** False if no operation has added to the gradient since it was last cleared. */
    public boolean hasGradient() {
        return gradient.hasBegun();
    }

    /** Forgets the gradient; the next one starts from zero. Costs nothing. */
    public void clearGradient() {
        gradient.clear();
    }

    /** Hands a parameter's gradient on, which it has until its optimizer is closed; the next one takes memory anew. */
    void dropGradient() {
        gradient.drop();
    }

    /** Gives an intermediate gradient's memory back to the tape. */
    void releaseGradient() {
        gradient.release();
    }

    /** An ND4J array over the same memory, or, of a coded tensor, an ND4J array of its real values. */
    public INDArray array() {
        return Arrays4j.view(coded ? of(toFloats(), rows, columns).data : data, rows, columns);
    }

    /** A copy of the real values, scale applied. */
    public float[] toFloats() {
        float[] values = new float[size()];
        data.get(0, values);
        if (coded) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= rowScale(i / columns);
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return "Tensor " + rows + " x " + columns
                + (!coded ? "" : ", whole numbers times " + (hasRowScales() ? "a scale a row" : scale));
    }
}
