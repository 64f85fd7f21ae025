package dev.tern.integer;

import dev.tern.tensor.Sequences;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Gathers the codes of one sequence where a batch has them: the layout of the forward pass, padding zero. */
final class Collector implements Observer {
    private static final Set<String> ONE_ROW = Set.of("pooler.input", "classifier.input");

    private final Map<String, byte[]> seen;
    private final int sequence;
    private final Sequences layout;
    private final int heads;

    Collector(Map<String, byte[]> seen, int sequence, Sequences layout, int heads) {
        this.seen = seen;
        this.sequence = sequence;
        this.layout = layout;
        this.heads = heads;
    }

    @Override
    public void see(CodesStep place, int row, int rows, byte[] codes, int from, int width) {
        int time = ONE_ROW.contains(place.name()) ? 1 : layout.time();
        byte[] all = seen.computeIfAbsent(place.name(), name -> zeros(place, layout.batch() * time * width));
        System.arraycopy(codes, from, all, (sequence * time + row) * width, rows * width);
    }

    @Override
    public void seePart(CodesStep place, int head, int row, byte[] codes, int from, int count) {
        int time = layout.time();
        byte[] all = seen.computeIfAbsent(place.name(), name -> zeros(place, layout.batch() * heads * time * time));
        System.arraycopy(codes, from, all, ((sequence * heads + head) * time + row) * time, count);
    }

    private static byte[] zeros(CodesStep place, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) place.zero());
        return bytes;
    }
}
