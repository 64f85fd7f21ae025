package dev.tern.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CardTest {

    private static final Card CARD = Card.titled("Recipe")
            .note("nothing trained yet")
            .row("weights", Html.bold("TWN").then("|w| > Δ").and(Html.quiet(" 2 bits")))
            .row("seed", "1")
            .code("model().ternarize(TWN)");

    @Test
    void bothFormsSayTheSame() {
        assertThat(CARD.toHtml())
                .contains("<b>Recipe</b>", "<b>TWN</b>&emsp;|w| &gt; Δ", "model().ternarize(TWN)</code>")
                .contains("opacity:.6\">nothing trained yet");
        assertThat(CARD.toString()).isEqualTo("""
                        Recipe: nothing trained yet
                          weights  TWN   |w| > Δ 2 bits
                          seed     1
                          model().ternarize(TWN)""");
    }

    @Test
    void aCardIsAValue() {
        String before = CARD.toString();
        assertThat(CARD.row("more", "x").code("y").toString()).isNotEqualTo(before);
        assertThat(CARD.toString()).isEqualTo(before);
    }

    @Test
    void wordsCannotBecomeMarkup() {
        String html =
                Card.titled("<i>").note("<i>").row("<i>", "<i>").code("<i>").toHtml();
        assertThat(html).doesNotContain("<i>");
    }

    @Test
    void progressIsABarAndWords() {
        ProgressView half = new ProgressView("epoch 2 of 3", 294, 588, "loss 0.231", 38);
        assertThat(half.toHtml()).contains("value=\"294\" max=\"588\"", "epoch 2 of 3 · loss 0.231 · 38 s left");
        assertThat(half.toString())
                .isEqualTo("█".repeat(12) + "░".repeat(12) + "  50 % epoch 2 of 3 · loss 0.231 · 38 s left");
        assertThat(new ProgressView("", 0, 0, "<b>", Double.NaN).toHtml()).contains("<progress style", "&lt;b&gt;");
        assertThat(new ProgressView("p", 900, 588, "", -1).toString()).isEqualTo("█".repeat(24) + " 100 % p");
        assertThat(new ProgressView("p", 1, 2, "", 5400).toString()).endsWith("90 min left");
        assertThat(new ProgressView("p", 1, 2, "", 7200).toString()).endsWith("2 h 0 min left");
    }

    @Test
    void barsFillInProportion() {
        for (int eighths = 0; eighths <= 80; eighths++) {
            String bar = TextGrid.bar(eighths / 80.0, 10);
            assertThat(bar).hasSize(10);
            assertThat(bar.chars().filter(c -> c == '█').count()).isEqualTo(eighths / 8);
        }
    }
}
