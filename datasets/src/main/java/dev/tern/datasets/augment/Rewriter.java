package dev.tern.datasets.augment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Writes a sentence anew with some of its words replaced; all else, spaces and punctuation too, stays as it is. */
final class Rewriter {

    /** A run of letters, digits and apostrophes: "don't" is one word, which is none of letters only. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}_'’]+");

    private static final Pattern LETTERS = Pattern.compile("\\p{L}+");

    /** A word that may be replaced: where it stands and by what. */
    private record Place(int start, int end, List<String> candidates) {}

    private final Function<String, List<String>> candidates;
    private final double probability;

    /**
     * A rewriter.
     *
     * @param candidates for a word in small letters, what may replace it; none if nothing may
     * @param probability with which each word is replaced, 0 to 1
     */
    Rewriter(Function<String, List<String>> candidates, double probability) {
        this.candidates = candidates;
        this.probability = probability;
    }

    /** The words of a sentence, in small letters, that are no stop words and made of letters only. */
    static Set<String> replaceable(String sentence) {
        var words = new TreeSet<String>();
        WORD.matcher(sentence).results().map(found -> found.group()).forEach(word -> {
            if (isReplaceable(word)) {
                words.add(small(word));
            }
        });
        return words;
    }

    private static boolean isReplaceable(String word) {
        return LETTERS.matcher(word).matches() && !StopWords.contains(small(word));
    }

    private static String small(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /** Sentences that differ from this one and from each other, of so many attempts. */
    List<String> variants(String sentence, int attempts, SplittableRandom random) {
        var places = places(sentence);
        var variants = new LinkedHashSet<String>();
        for (int attempt = 0; attempt < attempts && !places.isEmpty(); attempt++) {
            variants.add(variant(sentence, places, random));
        }
        variants.remove(sentence);
        return List.copyOf(variants);
    }

    private List<Place> places(String sentence) {
        var places = new ArrayList<Place>();
        var matcher = WORD.matcher(sentence);
        while (matcher.find()) {
            if (isReplaceable(matcher.group())) {
                var choices = candidates.apply(small(matcher.group()));
                if (!choices.isEmpty()) {
                    places.add(new Place(matcher.start(), matcher.end(), choices));
                }
            }
        }
        return places;
    }

    private String variant(String sentence, List<Place> places, SplittableRandom random) {
        var out = new StringBuilder();
        int from = 0;
        for (var place : places) {
            // Both are drawn for every word, as in TinyBERT, so that p decides how many words change and not which.
            var choice = place.candidates.get(random.nextInt(place.candidates.size()));
            if (random.nextDouble() < probability) {
                out.append(sentence, from, place.start);
                out.append(likeIn(sentence, place, choice));
                from = place.end;
            }
        }
        return out.append(sentence, from, sentence.length()).toString();
    }

    private static String likeIn(String sentence, Place place, String choice) {
        return Character.isUpperCase(sentence.codePointAt(place.start))
                ? choice.substring(0, 1).toUpperCase(Locale.ROOT) + choice.substring(1)
                : choice;
    }
}
