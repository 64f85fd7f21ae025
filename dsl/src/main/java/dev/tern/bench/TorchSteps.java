package dev.tern.bench;

import dev.tern.datasets.pretrained.BertShape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same training steps in PyTorch, in a process of their own. */
final class TorchSteps {
    private TorchSteps() {}

    /** Runs the script, which prints "SIDE MILLISECONDS" a line a step. */
    static Map<String, List<Double>> run(String python, String script, BertShape shape, int steps) throws IOException {
        Process process = new ProcessBuilder(
                        python,
                        script,
                        String.valueOf(steps),
                        String.valueOf(shape.layers()),
                        String.valueOf(shape.width()),
                        String.valueOf(shape.heads()),
                        String.valueOf(shape.feedForward()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, List<Double>> times = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.lastIndexOf(' ');
                times.computeIfAbsent("PyTorch " + line.substring(0, space), side -> new ArrayList<>())
                        .add(Double.parseDouble(line.substring(space + 1)));
            }
        }
        return times;
    }
}
