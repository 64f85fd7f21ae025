package dev.tern.install.predict;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.tern.integer.Classification;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How an answer is one line. */
public enum AnswerFormat {
    /** Label and probability, the likeliest first, parted by tabs. */
    COLUMNS("") {
        @Override
        public String line(Classification answer, int most) {
            return likeliest(answer, most).stream()
                    .map(i -> answer.labels().get(i).replaceAll("\\s+", " ")
                            + String.format(
                                    Locale.ROOT,
                                    "\t%.6f",
                                    answer.probabilities().get(i)))
                    .collect(Collectors.joining("\t"));
        }
    },

    /** {@code {"label": ..., "probability": ..., "probabilities": {...}}}. */
    JSON("null") {
        @Override
        public String line(Classification answer, int most) {
            JsonObject probabilities = new JsonObject();
            likeliest(answer, most)
                    .forEach(i -> probabilities.addProperty(
                            answer.labels().get(i), answer.probabilities().get(i)));
            JsonObject line = new JsonObject();
            line.addProperty("label", answer.label());
            line.addProperty("probability", answer.probability());
            line.add("probabilities", probabilities);
            return new Gson().toJson(line);
        }
    };

    private final String nothing;

    AnswerFormat(String nothing) {
        this.nothing = nothing;
    }

    /** The answer to a line without a text. */
    public String nothing() {
        return nothing;
    }

    /**
     * One answer.
     *
     * @param most how many classes it names
     */
    public abstract String line(Classification answer, int most);

    private static List<Integer> likeliest(Classification answer, int most) {
        return IntStream.range(0, answer.labels().size())
                .boxed()
                .sorted(Comparator.comparing(
                        (Integer i) -> -answer.probabilities().get(i)))
                .limit(most)
                .toList();
    }
}
