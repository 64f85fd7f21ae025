package dev.tern.integer;

import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Nonlinearity;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A network trained in integer arithmetic as an {@link EncoderProgram}: batches in, logits out as real numbers. */
final class WholeBert implements IntegerProgram {
    private final EncoderProgram program;
    private final float logitScale;
    private final int heads;
    private final List<String> places;

    WholeBert(BertClassifier network) {
        EncoderLowering.Lowered lowered = EncoderLowering.of(
                new TrainedNetwork(network),
                network.shape(),
                network.classes(),
                network.nonlinearity() == Nonlinearity.GELU);
        program = new EncoderProgram(lowered.state());
        logitScale = lowered.logitScale();
        heads = network.shape().heads();
        places = network.places();
    }

    @Override
    public float[][] logits(Batch batch) {
        return logits(batch, sequence -> Observer.NONE);
    }

    /** The watcher sees padding, which the program does not compute, as zeros. */
    @Override
    public float[][] logits(Batch batch, Watcher watcher) {
        Map<String, byte[]> seen = new ConcurrentHashMap<>();
        Sequences layout = batch.layout();
        float[][] logits = logits(batch, sequence -> new Collector(seen, sequence, layout, heads));
        for (String place : places) {
            byte[] codes = seen.get(place);
            if (codes != null) {
                watcher.see(place, codes);
            }
        }
        return logits;
    }

    private interface Observers {
        Observer of(int sequence);
    }

    private float[][] logits(Batch batch, Observers observers) {
        Sequences layout = batch.layout();
        int classes = program.classes();
        int[] codes = new int[layout.batch() * classes];
        Threads.parallel(layout.batch(), 1, (from, to) -> {
            List<Text> texts = new ArrayList<>();
            for (int b = from; b < to; b++) {
                int at = b * layout.time();
                texts.add(
                        new Text(batch.tokens(), batch.types(), at, layout.lengths()[b], b * classes, observers.of(b)));
            }
            program.logits(texts, codes);
        });
        float[][] logits = new float[layout.batch()][classes];
        for (int i = 0; i < codes.length; i++) {
            logits[i / classes][i % classes] = codes[i] * logitScale;
        }
        return logits;
    }

    @Override
    public List<TraceRow> trace() {
        return EncoderTrace.of(program);
    }
}
