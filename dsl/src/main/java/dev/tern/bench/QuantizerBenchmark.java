package dev.tern.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.tern.nn.Quantization;
import dev.tern.quant.Lat;
import dev.tern.quant.TernaryConnect;
import dev.tern.quant.Twn;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.Threads;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a way to make weights ternary adds to a training step: {@link StepBenchmark}'s network with fp32 activations, in
 * full precision and with each method, turn by turn in one run. The processor's time is that of all threads of this
 * process; what else the machine does disturbs it less than the clock's.
 */
public final class QuantizerBenchmark {
    private static final String FULL = "fp32";
    private static final int ROUNDS = 7;
    private static final int STEPS = 4;

    private QuantizerBenchmark() {}

    /** Prints the median milliseconds a step of each method, by clock and processor, and how much more than fp32. */
    public static void main(String[] arguments) {
        Map<String, StepBenchmark.Side> sides = new LinkedHashMap<>();
        sides.put(FULL, side(null));
        for (WeightQuantizer method : List.of(Twn.TWN, Lat.LAT, TernaryConnect.STOCHASTIC)) {
            sides.put(method.toString(), side(method));
        }
        Map<String, List<Double>> clock = new LinkedHashMap<>();
        Map<String, List<Double>> processor = new LinkedHashMap<>();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (int round = 0; round <= ROUNDS; round++) {
            int current = round;
            sides.forEach((name, side) -> {
                long start = system.getProcessCpuTime();
                List<Double> steps = side.steps(STEPS);
                double spent = (system.getProcessCpuTime() - start) * 1e-6 / STEPS;
                if (current > 0) {
                    clock.computeIfAbsent(name, n -> new ArrayList<>()).addAll(steps);
                    processor.computeIfAbsent(name, n -> new ArrayList<>()).add(spent);
                }
            });
        }
        System.out.println(Runtime.version() + ", " + Threads.count() + " threads");
        sides.keySet()
                .forEach(name -> System.out.printf(
                        Locale.ROOT,
                        "%-12s clock %7.1f ms (%+5.1f %%)   processor %7.1f ms (%+5.1f %%)%n",
                        name,
                        median(clock, name),
                        100 * (median(clock, name) / median(clock, FULL) - 1),
                        median(processor, name),
                        100 * (median(processor, name) / median(processor, FULL) - 1)));
    }

    private static double median(Map<String, List<Double>> times, String name) {
        return StepBenchmark.median(times.getOrDefault(name, List.of()));
    }

    private static StepBenchmark.Side side(@Nullable WeightQuantizer method) {
        return new StepBenchmark.Side(
                method == null
                        ? Quantization.none()
                        : Quantization.of(StepBenchmark.network(Quantization.none()), method, null));
    }
}
