package dev.tern.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A choice for every layer or place, and others for those whose names match a pattern; of several that match the last
 * one counts. In a pattern {@code *} stands for any characters: {@code encoder.0.*}. Immutable.
 *
 * @param <T> what is chosen; null chooses fp32
 */
public final class Choices<T> {
    /** A choice for the names that match one of the patterns. */
    public record Special<T>(@Nullable T choice, List<String> patterns) {
        boolean matches(String name) {
            return patterns.stream().anyMatch(pattern -> Choices.matches(pattern, name));
        }
    }

    private final @Nullable T general;
    private final @Nullable T before;
    private final List<Special<T>> specials;

    private Choices(@Nullable T general, @Nullable T before, List<Special<T>> specials) {
        this.general = general;
        this.before = before;
        this.specials = List.copyOf(specials);
    }

    /** Everything fp32. */
    public static <T> Choices<T> none() {
        return new Choices<>(null, null, List.of());
    }

    /** The same choice everywhere. */
    public static <T> Choices<T> everywhere(@Nullable T choice) {
        return new Choices<>(choice, null, List.of());
    }

    /** Another general choice; the specials stay. */
    public Choices<T> general(@Nullable T choice) {
        return new Choices<>(choice, general, specials);
    }

    /** Makes the general choice an exception for these names, and what it replaced the general choice again. */
    public Choices<T> only(List<String> patterns) {
        return new Choices<>(before, before, specials).except(general, patterns);
    }

    /** Another choice for these names. */
    public Choices<T> except(@Nullable T choice, List<String> patterns) {
        List<Special<T>> all = new ArrayList<>(specials);
        all.add(new Special<>(choice, List.copyOf(patterns)));
        return new Choices<>(general, before, all);
    }

    /** What is chosen where no exception is. */
    public @Nullable T general() {
        return general;
    }

    /** What the general choice replaced; null if it was the first. */
    public @Nullable T before() {
        return before;
    }

    public List<Special<T>> specials() {
        return specials;
    }

    /** Whether anything at all is chosen. */
    public boolean isEmpty() {
        return general == null && specials.stream().allMatch(each -> each.choice() == null);
    }

    /** The choice for a name. */
    public @Nullable T of(String name) {
        Special<T> special = special(name);
        return special == null ? general : special.choice();
    }

    /** The last exception that matches a name; null if none does. */
    public @Nullable Special<T> special(String name) {
        Special<T> found = null;
        for (Special<T> each : specials) {
            found = each.matches(name) ? each : found;
        }
        return found;
    }

    /**
     * Every pattern must match one of these names.
     *
     * @param what the names are, for the error: "layer", "place"
     */
    void requireNames(List<String> names, String what) {
        for (Special<T> each : specials) {
            for (String pattern : each.patterns()) {
                if (names.stream().noneMatch(name -> matches(pattern, name))) {
                    throw new IllegalArgumentException("No " + what + " matches \"" + pattern + "\". The " + what
                            + "s are " + String.join(", ", names) + ".");
                }
            }
        }
    }

    private static boolean matches(String pattern, String name) {
        String expression = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
        return Pattern.matches(expression, name);
    }
}
