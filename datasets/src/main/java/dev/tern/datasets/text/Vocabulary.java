package dev.tern.datasets.text;

import dev.tern.datasets.DataException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Learns a vocabulary by counting: characters first (so that few words are unknown), then whole words by frequency,
 * and in the last fifth pieces of the words that found no place. Ties go by the alphabet, so the same texts give the
 * same vocabulary.
 */
final class Vocabulary {

    private static final int LONGEST_PIECE = 6;

    private Vocabulary() {}

    static List<String> learn(Iterable<String> texts, int size, Normalizer normalizer) {
        int smallest = WordPiece.SPECIAL.size() + 1;
        if (size < smallest) {
            throw new IllegalArgumentException(
                    "A vocabulary of " + size + " tokens is too small. Ask for " + smallest + " or more.");
        }
        Map<String, Integer> words = new HashMap<>();
        for (var text : texts) {
            normalizer.words(text).forEach(word -> words.merge(word, 1, Integer::sum));
        }
        if (words.isEmpty()) {
            throw new DataException("The texts hold no word to learn a vocabulary from.");
        }
        Set<String> vocabulary = new LinkedHashSet<>(WordPiece.SPECIAL);
        fill(vocabulary, characters(words), vocabulary.size() + (size - vocabulary.size()) / 2);
        fill(vocabulary, words, size - (size - vocabulary.size()) / 5);
        fill(vocabulary, pieces(words, vocabulary), size);
        fill(vocabulary, words, size);
        return List.copyOf(vocabulary);
    }

    /** Adds the most frequent candidates until the vocabulary has {@code upTo} tokens. */
    private static void fill(Set<String> vocabulary, Map<String, Integer> candidates, int upTo) {
        var order = Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey());
        var ranked = candidates.entrySet().stream().sorted(order).iterator();
        while (vocabulary.size() < upTo && ranked.hasNext()) {
            vocabulary.add(ranked.next().getKey());
        }
    }

    private static Map<String, Integer> characters(Map<String, Integer> words) {
        Map<String, Integer> found = new HashMap<>();
        words.forEach((word, count) -> {
            var characters = word.codePoints().mapToObj(Character::toString).toList();
            for (int i = 0; i < characters.size(); i++) {
                found.merge(i == 0 ? characters.get(i) : "##" + characters.get(i), count, Integer::sum);
            }
        });
        return found;
    }

    /** Beginnings, and pieces further in, of the words that are not in the vocabulary. */
    private static Map<String, Integer> pieces(Map<String, Integer> words, Set<String> vocabulary) {
        Map<String, Integer> found = new HashMap<>();
        words.forEach((word, count) -> {
            if (vocabulary.contains(word) || word.length() > 4 * LONGEST_PIECE) {
                return;
            }
            for (int from = 0; from < word.length(); from++) {
                for (int to = from + 2; to <= Math.min(word.length(), from + LONGEST_PIECE); to++) {
                    var piece = word.substring(from, to);
                    found.merge(from == 0 ? piece : "##" + piece, count * (to - from - 1), Integer::sum);
                }
            }
        });
        return found;
    }
}
