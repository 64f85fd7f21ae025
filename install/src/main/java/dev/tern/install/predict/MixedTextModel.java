package dev.tern.install.predict;

import dev.tern.Dsl;
import dev.tern.Model;
import dev.tern.Predictor;
import dev.tern.datasets.text.WordPiece;
import dev.tern.integer.Classification;
import dev.tern.stored.StoredFile;
import dev.tern.stored.StoredNetwork;
import dev.tern.stored.StoredTokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A model with fp32 somewhere, as a notebook runs it. */
record MixedTextModel(Predictor predictor, String arithmetic, WordPiece tokenizer, int tokens) implements TextModel {
    private static final int EMPTY = 2;

    static TextModel read(Path path, StoredFile file) {
        StoredNetwork network = StoredNetwork.read(file);
        WordPiece tokenizer = StoredTokenizer.read(
                file, Objects.requireNonNull(network.bert()).vocabulary());
        Model model = Dsl.load(path);
        try {
            return new MixedTextModel(
                    model.integer(), "integer products, fp32 between them", tokenizer, network.tokens());
        } catch (IllegalStateException notQuantizedThroughout) {
            return new MixedTextModel(model, "fp32", tokenizer, network.tokens());
        }
    }

    @Override
    public boolean reads(String text) {
        return tokenizer.encode(text, EMPTY + 1).ids().length > EMPTY;
    }

    @Override
    public boolean cuts(String text) {
        return tokenizer.encode(text, tokens + 1).ids().length > tokens;
    }

    @Override
    public List<Classification> predict(List<String> texts) {
        return texts.stream()
                .map(predictor::predict)
                .map(answer -> new Classification(answer.label(), answer.labels(), answer.probabilities()))
                .toList();
    }
}
