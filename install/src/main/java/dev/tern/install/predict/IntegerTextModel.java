package dev.tern.install.predict;

import dev.tern.integer.Classification;
import dev.tern.integer.Classifier;
import java.util.List;

/** A model in whole numbers, without the half of Tern that trains. */
record IntegerTextModel(Classifier classifier) implements TextModel {
    @Override
    public String arithmetic() {
        return "integer";
    }

    @Override
    public int tokens() {
        return classifier.tokens();
    }

    @Override
    public boolean reads(String text) {
        return classifier.reads(text);
    }

    @Override
    public boolean cuts(String text) {
        return classifier.cuts(text);
    }

    @Override
    public List<Classification> predict(List<String> texts) {
        return classifier.predict(texts);
    }
}
