package dev.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link KernelsBenchmark} with JMH, which prints a table, and writes {@code target/kernels.json}. The property
 * {@code tern.jmh} takes what JMH takes on its command line: {@code -Dtern.jmh="-wi 1 -i 2 linear"}.
 */
class KernelsRun {
    @Test
    void kernels() throws Exception {
        String words = System.getProperty("tern.jmh", "").strip();
        CommandLineOptions told = new CommandLineOptions(words.isEmpty() ? new String[0] : words.split("\\s+"));
        var results = new Runner(new OptionsBuilder()
                        .parent(told)
                        .resultFormat(ResultFormatType.JSON)
                        .result("target/kernels.json")
                        .build())
                .run();
        assertThat(results).isNotEmpty();
    }
}
