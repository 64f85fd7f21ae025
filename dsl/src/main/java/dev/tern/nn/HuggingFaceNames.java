package dev.tern.nn;

import java.util.Map;

/** What Hugging Face's BertModel calls a parameter. */
final class HuggingFaceNames {
    private static final Map<String, String> LAYER = Map.of(
            "query", "attention.self.query",
            "key", "attention.self.key",
            "value", "attention.self.value",
            "attention", "attention.output.dense",
            "attentionNorm", "attention.output.LayerNorm",
            "feedForwardIn", "intermediate.dense",
            "feedForwardOut", "output.dense",
            "norm", "output.LayerNorm");

    private HuggingFaceNames() {}

    /** {@code encoder.0.query.weight} to {@code encoder.layer.0.attention.self.query.weight}, and so on. */
    static String of(String name) {
        String hugging = name.replaceFirst("\\.gamma$", ".weight").replaceFirst("\\.beta$", ".bias");
        String[] parts = hugging.split("\\.");
        return switch (parts[0]) {
            case "embeddings" ->
                "embeddings."
                        + (parts[1].equals("norm")
                                ? "LayerNorm"
                                : (parts[1].equals("type") ? "token_type" : parts[1]) + "_embeddings")
                        + "." + parts[2];
            case "encoder" -> "encoder.layer." + parts[1] + "." + LAYER.get(parts[2]) + "." + parts[3];
            case "pooler" -> "pooler.dense." + parts[1];
            default -> hugging;
        };
    }
}
