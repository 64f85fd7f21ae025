package dev.tern.datasets;

import dev.tern.datasets.Split.ImageSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads images: IDX files of unsigned bytes (LeCun's MNIST page) and the digits' CSV. Pixels become 0..1. */
final class Images {

    private static final int IDX_BYTES = 0x0800; // unsigned bytes; the last byte of the magic is the rank
    private static final int GREYS_OF_DIGITS = 16;
    private static final ImageSize DIGIT = new ImageSize(8, 8);

    private Images() {}

    /** A split of an IDX file of images, [n, height, width], and one of labels, [n]. */
    static Split idx(String name, List<String> names, Source images, Source labels) {
        var pixels = ByteBuffer.wrap(images.bytes());
        int count = header(images, pixels, 3);
        var size = new ImageSize(pixels.getInt(), pixels.getInt());
        requireRest(images, pixels, (long) count * size.height() * size.width());
        var marks = ByteBuffer.wrap(labels.bytes());
        requireRest(labels, marks, header(labels, marks, 1));
        var features = new float[count][size.height() * size.width()];
        for (var image : features) {
            for (int p = 0; p < image.length; p++) {
                image[p] = (pixels.get() & 0xff) / 255f;
            }
        }
        var numbers = new int[marks.remaining()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = marks.get() & 0xff;
        }
        return Split.ofImages(name, names, size, features, numbers);
    }

    private static int header(Source source, ByteBuffer in, int rank) {
        if (in.remaining() < 4 * (rank + 1) || in.getInt() != IDX_BYTES + rank) {
            throw new DataException(source.name() + " is no IDX file of unsigned bytes with " + rank + " dimensions.");
        }
        return in.getInt();
    }

    private static void requireRest(Source source, ByteBuffer in, long expected) {
        if (in.remaining() != expected) {
            throw new DataException(source.name() + " promises " + expected + " values and holds " + in.remaining()
                    + ". The file is cut off or damaged; get it again.");
        }
    }

    /** Lines of a label and 64 values 0..16. Every fifth line is for the test, the others are for training. */
    static Dataset digits(Source csv, List<String> names) {
        var lines = csv.lines(StandardCharsets.UTF_8);
        var train = new Rows();
        var test = new Rows();
        for (int i = 1; i < lines.size(); i++) {
            var fields = lines.get(i).split(",", -1);
            if (fields.length != 1 + DIGIT.height() * DIGIT.width()) {
                throw csv.error(i + 1, "found " + fields.length + " values where there must be a label and 64 pixels.");
            }
            (i % 5 == 0 ? test : train).add(fields, csv, i + 1);
        }
        return Dataset.of(
                "digits",
                "which digit is it?",
                "CC BY 4.0 (see NOTICE)",
                train.split("train", names),
                test.split("test", names));
    }

    /** The lines of one split of the digits. */
    private static final class Rows {
        private final List<float[]> features = new ArrayList<>();
        private final List<Integer> labels = new ArrayList<>();

        void add(String[] fields, Source csv, int line) {
            try {
                labels.add(Integer.parseInt(fields[0]));
                var pixels = new float[fields.length - 1];
                for (int p = 0; p < pixels.length; p++) {
                    pixels[p] = Float.parseFloat(fields[p + 1]) / GREYS_OF_DIGITS;
                }
                features.add(pixels);
            } catch (NumberFormatException e) {
                throw csv.error(line, "a value is no number: " + e.getMessage() + ".");
            }
        }

        Split split(String name, List<String> names) {
            var numbers = labels.stream().mapToInt(Integer::intValue).toArray();
            return Split.ofImages(name, names, DIGIT, features.toArray(float[][]::new), numbers);
        }
    }
}
