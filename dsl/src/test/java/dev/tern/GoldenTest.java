package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.golden.BinaryGolden;
import dev.tern.golden.DistillationGolden;
import dev.tern.golden.GoldenCase;
import dev.tern.golden.IntegerBertGolden;
import dev.tern.golden.IntegerLinearGolden;
import dev.tern.golden.LatGolden;
import dev.tern.golden.LsqGolden;
import dev.tern.golden.LsqPlusGolden;
import dev.tern.golden.MinMaxGolden;
import dev.tern.golden.MixedPrecisionGolden;
import dev.tern.golden.PackingGolden;
import dev.tern.golden.RangeSearchGolden;
import dev.tern.golden.RequantGolden;
import dev.tern.golden.StochasticTernaryGolden;
import dev.tern.golden.TernarySplitGolden;
import dev.tern.golden.TwnGolden;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every golden file it knows from the folder in the property {@code tern.golden} (our own unless given), a test a
 * case. A file it does not know is reported as skipped, by name.
 */
class GoldenTest {
    private static final Map<String, Consumer<GoldenCase>> KNOWN = Map.ofEntries(
            Map.entry("twn", TwnGolden::check),
            Map.entry("minmax_quant", MinMaxGolden::check),
            Map.entry("lsq", LsqGolden::check),
            Map.entry("lsqplus", LsqPlusGolden::check),
            Map.entry("kd_losses", DistillationGolden::check),
            Map.entry("int_linear", IntegerLinearGolden::check),
            Map.entry("requant", RequantGolden::check),
            Map.entry("ibert_sqrt", IntegerBertGolden::squareRoot),
            Map.entry("ibert_exp_softmax", IntegerBertGolden::exponential),
            Map.entry("ibert_gelu", IntegerBertGolden::gelu),
            Map.entry("ibert_layernorm", IntegerBertGolden::layerNorm),
            Map.entry("range_setting", RangeSearchGolden::check),
            Map.entry("packing_size", PackingGolden::check),
            Map.entry("tws_split", TernarySplitGolden::check),
            Map.entry("lat", LatGolden::check),
            Map.entry("stochastic_ternary", StochasticTernaryGolden::check),
            Map.entry("xnor_bwn", BinaryGolden::check),
            Map.entry("mixed_precision", MixedPrecisionGolden::check));

    @TestFactory
    Stream<DynamicNode> golden() throws IOException, URISyntaxException {
        List<DynamicNode> nodes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                nodes.add(node(file));
            }
        }
        assertThat(nodes).as("golden files in %s", folder()).isNotEmpty();
        return nodes.stream();
    }

    private static Path folder() throws URISyntaxException {
        String given = System.getProperty("tern.golden", "");
        if (given.isEmpty()) {
            return Path.of(GoldenTest.class.getResource("/golden").toURI());
        }
        // Maven runs the tests in the module's folder; a relative path was typed above it.
        return Stream.of(Path.of(given), Path.of("..").resolve(given))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no folder " + given + ": see -Dtern.golden."));
    }

    private static DynamicNode node(Path file) throws IOException {
        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        JsonElement algorithm = json.get("algorithm");
        String name = algorithm == null ? file.getFileName().toString() : algorithm.getAsString();
        Consumer<GoldenCase> check = KNOWN.get(name);
        if (check == null) {
            return DynamicTest.dynamicTest(
                    name, () -> Assumptions.abort("skipped: Tern does not know " + file.getFileName() + " yet"));
        }
        return DynamicContainer.dynamicContainer(
                name, json.getAsJsonArray("cases").asList().stream().map(element -> {
                    GoldenCase c = new GoldenCase(element.getAsJsonObject());
                    return DynamicTest.dynamicTest(c.name(), () -> {
                        check.accept(c);
                        c.requireAllChecked();
                    });
                }));
    }
}
