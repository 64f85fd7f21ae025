package dev.tern.integer;

import java.util.Arrays;

/** The two products of attention as plain integer loops: what judges others, and what runs where no other does. */
final class PlainHeads implements ProductOfHeads {
    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    /** One head's right factor, [depth, columns], and a row of sums, counted from zero. */
    private static final class Buffers {
        int[] rows = {};
        int[] sum = {};

        Buffers atLeast(int depth, int columns) {
            rows = rows.length < depth * columns ? new int[depth * columns] : rows;
            sum = sum.length < columns ? new int[columns] : sum;
            return this;
        }
    }

    @Override
    public void scores(Codes queries, Codes keys, Measures m, int[] sums, Head then) {
        Buffers buffers = BUFFERS.get().atLeast(m.width(), m.time());
        for (int head = 0; head < m.heads(); head++) {
            // Transposed, so that the inner loop runs over neighbouring keys, which the compiler vectorizes.
            for (int j = 0; j < m.time(); j++) {
                int from = keys.at() + head * keys.apart() + j * keys.stride();
                for (int d = 0; d < m.width(); d++) {
                    buffers.rows[d * m.time() + j] = (keys.codes()[from + d] & 0xFF) - keys.zero();
                }
            }
            for (int i = 0; i < m.rows(); i++) {
                row(queries, head, i, buffers, m.width(), m.time(), sums, i * m.time());
            }
            then.take(head);
        }
    }

    @Override
    public void context(Codes probabilities, Codes values, Measures m, int[] sums, int to) {
        Buffers buffers = BUFFERS.get().atLeast(m.time(), m.width());
        for (int head = 0; head < m.heads(); head++) {
            for (int j = 0; j < m.time(); j++) {
                int from = values.at() + head * values.apart() + j * values.stride();
                for (int d = 0; d < m.width(); d++) {
                    buffers.rows[j * m.width() + d] = (values.codes()[from + d] & 0xFF) - values.zero();
                }
            }
            for (int i = 0; i < m.rows(); i++) {
                int at = to + (i * m.heads() + head) * m.width();
                row(probabilities, head, i, buffers, m.time(), m.width(), sums, at);
            }
        }
    }

    private static void row(Codes x, int head, int i, Buffers buffers, int depth, int columns, int[] sums, int to) {
        int[] sum = buffers.sum;
        Arrays.fill(sum, 0, columns, 0);
        int at = x.at() + head * x.apart() + i * x.stride();
        for (int k = 0; k < depth; k++) {
            add((x.codes()[at + k] & 0xFF) - x.zero(), buffers.rows, k * columns, sum, columns);
        }
        System.arraycopy(sum, 0, sums, to, columns);
    }

    private static void add(int factor, int[] rows, int at, int[] sum, int columns) {
        for (int c = 0; c < columns; c++) {
            sum[c] += factor * rows[at + c];
        }
    }
}
