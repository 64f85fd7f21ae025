package dev.tern.train;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sum of several losses. */
final class Together extends Imitation {
    private final List<Part<?>> parts;

    Together(Imitation first, Imitation second) {
        this(Stream.concat(first.parts().stream(), second.parts().stream()).toList());
    }

    private Together(List<Part<?>> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    List<Part<?>> parts() {
        return parts;
    }

    @Override
    boolean needsTeacher() {
        return parts.stream().anyMatch(Part::needsTeacher);
    }

    @Override
    public Imitation times(double weight) {
        return new Together(
                parts.stream().<Part<?>>map(part -> part.times(weight)).toList());
    }

    @Override
    public String toString() {
        String others = parts.stream().skip(1).map(part -> ".and(" + part + ")").collect(Collectors.joining());
        return parts.get(0) + others;
    }
}
