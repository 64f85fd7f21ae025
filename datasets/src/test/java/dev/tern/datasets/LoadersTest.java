package dev.tern.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the user's: GLUE, TREC, TSV; what is read, and what is said when it cannot be. */
class LoadersTest {

    @TempDir
    Path folder;

    private void write(String name, String... lines) throws IOException {
        Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private void packed(String name, String... lines) throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable load) {
        return assertThatThrownBy(load).isInstanceOf(DataException.class);
    }

    @Test
    void readsSst2PlainAndPacked() throws IOException {
        write("train.tsv", "sentence\tlabel", "a \"quoted film \t1", "dull\t0");
        packed("dev.tsv.gz", "sentence\tlabel", "fine\t1");
        var data = Datasets.glue(folder);
        assertThat(data.name()).isEqualTo("SST-2");
        assertThat(data.labels()).containsExactly("negative", "positive");
        assertThat(data.train().text(0)).isEqualTo("a \"quoted film ");
        assertThat(data.train().label(0)).isEqualTo(1);
        assertThat(data.test().text(0)).isEqualTo("fine");
        assertThat(data.train().pair(0)).isNull();
    }

    @Test
    void readsColaWithoutHeader() throws IOException {
        write("train.tsv", "gj04\t1\t\tThey drank the pub dry.", "gj04\t0\t*\tThey drank the pub.");
        write("dev.tsv", "gj04\t1\t\tThe car honked.");
        var data = Datasets.glue(folder);
        assertThat(data.name()).isEqualTo("CoLA");
        assertThat(data.train().size()).isEqualTo(2);
        assertThat(data.train().text(1)).isEqualTo("They drank the pub.");
        assertThat(data.train().label(1)).isZero();
    }

    @Test
    void readsMrpcWithByteOrderMark() throws IOException {
        write("train.tsv", "\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String", "1\t7\t8\tone\ttwo");
        write("dev.tsv", "\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String", "0\t7\t8\tthree\tfour");
        var data = Datasets.glue(folder);
        assertThat(data.name()).isEqualTo("MRPC");
        assertThat(data.train().text(0)).isEqualTo("one");
        assertThat(data.train().pair(0)).isEqualTo("two");
        assertThat(data.test().label(0)).isZero();
        assertThat(data.train().table().columnNames()).containsExactly("text", "pair", "label");
    }

    @Test
    void readsRteWithItsWords() throws IOException {
        write("train.tsv", "index\tsentence1\tsentence2\tlabel", "0\ta\tb\tnot_entailment");
        write("dev.tsv", "index\tsentence1\tsentence2\tlabel", "0\ta\tb\tentailment");
        var data = Datasets.glue(folder);
        assertThat(data.name()).isEqualTo("RTE");
        assertThat(data.train().label(0)).isEqualTo(1);
        assertThat(data.test().label(0)).isZero();
    }

    @Test
    void readsTrecInBothForms() throws IOException {
        write("train.tsv", "sentence\tlabel", "Who ?\t1");
        write("dev.tsv", "sentence\tlabel", "Where ?\t0");
        write("labels.txt", "LOC", "HUM");
        assertThat(Datasets.trec(folder).labels()).containsExactly("LOC", "HUM");
        Files.write(
                folder.resolve("train_5500.label"),
                "HUM:ind Who is Ren\u00e9 ?\n".getBytes(StandardCharsets.ISO_8859_1));
        write("TREC_10.label", "NUM:dist How far is it ?");
        var data = Datasets.trec(folder);
        assertThat(data.train().text(0)).isEqualTo("Who is Ren\u00e9 ?");
        assertThat(data.labels().get(data.train().label(0))).isEqualTo("HUM");
        assertThat(data.labels().get(data.test().label(0))).isEqualTo("NUM");
        write("TREC_10.label", "NUM:dist How far ?", "What is this ?");
        refused(() -> Datasets.trec(folder)).hasMessageContaining("TREC_10.label:2:");
    }

    @Test
    void readsOwnTablesWithNumbersOrWords() throws IOException {
        write("a.tsv", "label\tsentence", "2\tx", "0\ty");
        write("b.tsv", "sentence\tlabel", "z\t1");
        var numbers = Datasets.tsv(folder.resolve("a.tsv"), folder.resolve("b.tsv"));
        assertThat(numbers.labels()).containsExactly("0", "1", "2");
        assertThat(numbers.train().label(0)).isEqualTo(2);
        write("a.tsv", "sentence1\tsentence2\tlabel", "x\ty\tno", "y\tz\tmaybe");
        write("b.tsv", "sentence1\tsentence2\tlabel", "x\ty\tno");
        var words = Datasets.tsv(folder.resolve("a.tsv"), folder.resolve("b.tsv"));
        assertThat(words.labels()).containsExactly("maybe", "no");
        assertThat(words.test().label(0)).isEqualTo(1);
        assertThat(words.test().pair(0)).isEqualTo("y");
    }

    @Test
    void namesTheFileThatIsMissing() throws IOException {
        refused(() -> Datasets.glue(folder))
                .hasMessageContaining(folder.resolve("train.tsv").toString())
                .hasMessageContaining("train.tsv.gz");
        write("train.tsv", "sentence\tlabel", "x\t1");
        refused(() -> Datasets.glue(folder))
                .hasMessageContaining(folder.resolve("dev.tsv").toString());
        refused(() -> Datasets.trec(folder)).hasMessageContaining("dev.tsv");
    }

    @Test
    void namesTheColumnThatIsMissing() throws IOException {
        write("a.tsv", "text\tlabel", "x\t1");
        refused(() -> Datasets.tsv(folder.resolve("a.tsv"), folder.resolve("a.tsv")))
                .hasMessageContaining("a.tsv:1:")
                .hasMessageContaining("no column \"sentence\"")
                .hasMessageContaining("text, label");
        write("train.tsv", "text\tlabel", "x\t1");
        refused(() -> Datasets.glue(folder))
                .hasMessageContaining("train.tsv:1:")
                .hasMessageContaining("SST-2");
    }

    @Test
    void namesFileAndLineOfABadRowAndABadLabel() throws IOException {
        write("train.tsv", "sentence\tlabel", "x\t1", "only one column");
        write("dev.tsv", "sentence\tlabel", "x\t1");
        refused(() -> Datasets.glue(folder)).hasMessageContaining("train.tsv:3: found 1 columns");
        write("train.tsv", "sentence\tlabel", "x\t1", "y\t2");
        refused(() -> Datasets.glue(folder)).hasMessageContaining("train.tsv:3: label 2 is out of range");
        write("train.tsv", "sentence\tlabel", "x\t-1");
        refused(() -> Datasets.glue(folder)).hasMessageContaining("train.tsv:2: label -1 is out of range");
        write("train.tsv", "sentence\tlabel", "x\tgood");
        refused(() -> Datasets.glue(folder)).hasMessageContaining("train.tsv:2: \"good\" is no label");
    }

    @Test
    void refusesEmptyFiles() throws IOException {
        Files.writeString(folder.resolve("train.tsv"), "");
        write("dev.tsv", "sentence\tlabel", "x\t1");
        refused(() -> Datasets.glue(folder)).hasMessageContaining("train.tsv");
        write("train.tsv", "sentence\tlabel");
        refused(() -> Datasets.glue(folder)).hasMessageContaining("train.tsv holds no example");
    }

    @Test
    void refusesACutOffImageFile() {
        byte[] cut = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3};
        refused(() -> Images.idx("train", java.util.List.of("x"), new Source("cut", cut), new Source("labels", cut)))
                .hasMessageContaining("cut promises 4 values and holds 3");
    }
}
