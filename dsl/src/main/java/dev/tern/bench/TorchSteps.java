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

    /** Runs the script, which prints "SIDE CLOCK PROCESSOR", milliseconds, a line a step. */
    static Map<String, List<StepReport.Step>> run(String python, String script, BertShape shape, int steps)
            throws IOException {
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
        Map<String, List<StepReport.Step>> times = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int processor = line.lastIndexOf(' ');
                int clock = line.lastIndexOf(' ', processor - 1);
                times.computeIfAbsent("PyTorch " + line.substring(0, clock), side -> new ArrayList<>())
                        .add(new StepReport.Step(
                                Double.parseDouble(line.substring(clock, processor)),
                                Double.parseDouble(line.substring(processor))));
            }
        }
        return times;
    }
}
