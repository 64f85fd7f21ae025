package dev.tern.install.predict;

import dev.tern.install.UserError;
import dev.tern.integer.Classification;
import dev.tern.integer.Classifier;
import dev.tern.io.CorruptFileException;
import dev.tern.stored.StoredFile;
import dev.tern.stored.StoredNetwork;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model that classifies texts, by the arithmetic it was trained for. */
public interface TextModel {
    /** In what it computes. */
    String arithmetic();

    /** The longest text that is read whole, in tokens. */
    int tokens();

    /** Whether a text holds anything to read. */
    boolean reads(String text);

    /** Whether a text is so long that its end is not read. */
    boolean cuts(String text);

    /** An answer a text, each of which {@link #reads holds something}. */
    List<Classification> predict(List<String> texts);

    /**
     * The model of a file.
     *
     * @throws UserError if there is none, saying why in a sentence
     */
    static TextModel read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new UserError(
                    Files.isDirectory(path)
                            ? path + " is a folder: give the file that model.save(...) wrote."
                            : "There is no file " + path.toAbsolutePath()
                                    + ": give the file that model.save(...) wrote.");
        }
        try {
            StoredFile file = StoredFile.read(path);
            StoredNetwork network = StoredNetwork.read(file);
            if (network.bert() == null) {
                throw new UserError("The model in " + path + " reads feature vectors, not texts:"
                        + " use load(...) and evaluate(split) in a notebook.");
            }
            return network.isInteger() ? new IntegerTextModel(Classifier.of(file)) : MixedTextModel.read(path, file);
        } catch (UncheckedIOException e) {
            throw new UserError(path + " cannot be read: " + e.getCause());
        } catch (CorruptFileException | IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
    }
}
