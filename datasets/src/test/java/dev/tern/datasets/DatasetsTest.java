package dev.tern.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sets that ship, and what holds for every data set. */
class DatasetsTest {

    static List<Dataset> shipped() {
        return List.of(Datasets.spam(), Datasets.bibleGenre(), Datasets.fashionMnist(), Datasets.digits());
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedSetIsWhole(Dataset data) {
        for (var split : List.of(data.train(), data.test())) {
            assertThat(split.labels()).isEqualTo(data.labels());
            assertThat(split.counts().values())
                    .allSatisfy(count -> assertThat(count).isPositive());
            assertThat(split.counts().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(split.size());
            for (int i = 0; i < split.size(); i++) {
                if (split.isText()) {
                    assertThat(split.text(i)).isNotBlank();
                } else {
                    for (float pixel : split.features(i)) {
                        assertThat(pixel).isBetween(0f, 1f);
                    }
                }
            }
        }
        assertThat(data.toString()).doesNotContain("\n").contains(data.name());
        assertThat(data.toHtml())
                .contains(data.licence())
                .contains(data.labels().get(0));
    }

    @Test
    void shippedSetsHaveTheSizesTheirNoticeTells() {
        assertThat(shipped().stream()
                        .map(d -> d.name() + " " + d.train().size() + " "
                                + d.test().size()))
                .containsExactly("spam 4292 572", "bible-genre 6000 600", "fashion-mnist 8000 1500", "digits 1438 359");
        assertThat(Datasets.fashionMnist().train().counts().values()).containsOnly(800);
        assertThat(Datasets.fashionMnist().test().counts().values()).containsOnly(150);
    }

    @Test
    void translationsComeInPairs() {
        var verses = Datasets.bibleEnEs();
        assertThat(verses.train()).hasSize(10_000);
        assertThat(verses.test()).hasSize(500);
        assertThat(verses.train()).allSatisfy(pair -> {
            assertThat(pair.source()).isNotBlank();
            assertThat(pair.target()).isNotBlank();
        });
        assertThat(verses.head(3).rowCount()).isEqualTo(3);
        assertThat(verses.toHtml()).contains("public domain");
    }

    @Test
    void takeKeepsTheFirstOfTrainAndLeavesTestWhole() {
        var data = Datasets.spam();
        var few = data.take(100);
        assertThat(few.test()).isSameAs(data.test());
        assertThat(few.train().size()).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            assertThat(few.train().text(i)).isEqualTo(data.train().text(i));
            assertThat(few.train().label(i)).isEqualTo(data.train().label(i));
        }
    }

    @Test
    void takeRefusesWhatIsNotThere() {
        var data = Datasets.digits();
        assertThatThrownBy(() -> data.take(0)).isInstanceOf(DataException.class).hasMessageContaining("1438");
        assertThatThrownBy(() -> data.take(1439))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1438");
    }

    @Test
    void theTableHoldsEveryExample() {
        var train = Datasets.spam().train();
        var table = train.table();
        assertThat(table.columnNames()).containsExactly("text", "label");
        assertThat(table.rowCount()).isEqualTo(train.size());
        IntStream.of(0, 17, train.size() - 1).forEach(i -> {
            assertThat(table.stringColumn("text").get(i)).isEqualTo(train.text(i));
            assertThat(table.stringColumn("label").get(i))
                    .isEqualTo(train.labels().get(train.label(i)));
        });
        assertThat(train.head(5).rowCount()).isEqualTo(5);
        var digits = Datasets.digits().test();
        assertThat(digits.table().columnCount()).isEqualTo(65);
        assertThat(digits.head(2).floatColumn("p5").get(1)).isEqualTo(digits.features(1)[5]);
    }

    @Test
    void aSplitDoesNotChangeWithWhatItWasMadeOf() {
        int[] labels = {0, 1};
        var split = Split.ofTexts("train", List.of("no", "yes"), List.of("a", "b"), null, labels);
        labels[0] = 7;
        assertThat(split.label(0)).isZero();
        var image =
                Split.ofImages("train", List.of("x"), new Split.ImageSize(1, 2), new float[][] {{0, 1}}, new int[1]);
        image.features(0)[0] = 9;
        assertThat(image.features(0)).containsExactly(0, 1);
    }

    @Test
    void refusesEmptyDataAndLabelsOutOfRange() {
        var names = List.of("no", "yes");
        assertThatThrownBy(() -> Split.ofTexts("train", names, List.of(), null, new int[0]))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("\"train\" holds no example");
        for (int bad : new int[] {-1, 2}) {
            assertThatThrownBy(() -> Split.ofTexts("train", names, List.of("a", "b"), null, new int[] {0, bad}))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("Label " + bad + " of example 1 of train is out of range")
                    .hasMessageContaining("0 to 1");
        }
        assertThatThrownBy(() -> Split.ofTexts("train", names, List.of("a"), null, new int[2]))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1 texts but 2 labels");
    }

    @Test
    void refusesSplitsThatDoNotBelongTogether() {
        var a = Split.ofTexts("train", List.of("no", "yes"), List.of("a"), null, new int[1]);
        var b = Split.ofTexts("test", List.of("yes", "no"), List.of("a"), null, new int[1]);
        assertThatThrownBy(() -> Dataset.of("mine", "task", "none", a, b))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("different labels");
    }

    @Test
    void showsTextEscapedAndImagesAsPictures() {
        var text = Split.ofTexts("train", List.of("<b>"), List.of("a < b & c"), List.of("\"d\""), new int[1]);
        assertThat(text.toHtml())
                .contains("a &lt; b &amp; c", "&lt;b&gt;", "&quot;d&quot;")
                .doesNotContain("<b>");
        assertThat(Datasets.digits().test().toHtml()).contains("data:image/png;base64,");
    }
}
