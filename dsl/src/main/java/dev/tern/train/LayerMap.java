package dev.tern.train;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which layer of the teacher each layer of the student imitates. Layers are numbered by how many have been passed: 0 is
 * the embedding output, l the output of the l-th layer. Unless told, layer l of a student with L_S layers imitates layer
 * l L_T / L_S of a teacher with L_T (the uniform map of TinyBERT, Jiao et al., Findings of EMNLP 2020, section 3.1),
 * which must be whole; 0 imitates 0.
 *
 * @param told the teacher's numbers in the order of the student's; empty for the uniform map
 */
record LayerMap(List<Integer> told) {
    static final LayerMap UNIFORM = new LayerMap(List.of());

    static LayerMap of(String word, int... numbers) {
        if (numbers.length == 0) {
            throw new IllegalArgumentException(
                    word + ".from() names no layer of the teacher: write " + word + ".from(1, 3), for instance.");
        }
        return new LayerMap(Arrays.stream(numbers).boxed().toList());
    }

    /**
     * Fails if these lists do not fit this map.
     *
     * @param word for errors: {@code hidden}
     * @param student how many entries the student has
     * @param teacher how many the teacher has
     * @param first number of the first entry: 0 if the embedding output is among them, otherwise 1
     */
    void require(String word, int student, int teacher, int first) {
        if (told.isEmpty()) {
            requireEven(word, student, teacher, first);
        } else {
            requireNamed(word, student, teacher, first);
        }
    }

    /** The index in the teacher's list of an entry of the student's; the rest is as in {@link #require}. */
    int index(int entry, int student, int teacher, int first) {
        if (!told.isEmpty()) {
            return told.get(entry) - first;
        }
        int ours = student - 1 + first;
        int theirs = teacher - 1 + first;
        return ours == theirs ? entry : (entry + first) * (theirs / ours) - first;
    }

    private static void requireEven(String word, int student, int teacher, int first) {
        int ours = student - 1 + first;
        int theirs = teacher - 1 + first;
        if (ours != theirs && (ours == 0 || theirs % ours != 0)) {
            throw new IllegalArgumentException("The student's " + ours + " layers do not divide the teacher's " + theirs
                    + " evenly: say which to imitate, " + word + ".from(" + example(student, teacher, first) + ").");
        }
    }

    private void requireNamed(String word, int student, int teacher, int first) {
        int highest = teacher - 1 + first;
        if (told.size() != student) {
            throw new IllegalArgumentException(
                    this.words(word) + " names " + told.size() + " of the teacher's layers, but the student has "
                            + student + (first == 0 ? " hidden states, the embedding output (0) among them" : " layers")
                            + ": name one for each, " + word + ".from(" + example(student, teacher, first) + ").");
        }
        for (int i = 0; i < told.size(); i++) {
            int number = told.get(i);
            if (number < first || number > highest) {
                throw new IllegalArgumentException(this.words(word) + ": the teacher has no layer " + number
                        + "; its layers are " + first + (first == 0 ? " (the embedding output)" : "") + " to "
                        + highest + ".");
            }
        }
    }

    /** A map that spreads the student's layers over the teacher's. */
    private static String example(int student, int teacher, int first) {
        int ours = Math.max(1, student - 1 + first);
        int theirs = teacher - 1 + first;
        return java.util.stream.IntStream.range(0, student)
                .map(i -> Math.max(first, Math.round((float) (i + first) * theirs / ours)))
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(", "));
    }

    private String words(String word) {
        return word + this;
    }

    @Override
    public String toString() {
        return told.isEmpty()
                ? ""
                : told.stream().map(String::valueOf).collect(Collectors.joining(", ", ".from(", ")"));
    }
}
