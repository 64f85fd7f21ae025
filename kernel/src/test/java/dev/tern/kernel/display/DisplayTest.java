package dev.tern.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values a cell can make to be shown. */
class DisplayTest {
    private static byte[] encoded(BufferedImage image, String format) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, file)).isTrue();
        return file.toByteArray();
    }

    private static byte[] decoded(MimeBundle bundle, String mime) {
        return Base64.getDecoder().decode(bundle.data().get(mime));
    }

    @Test
    void everyFormHasItsTypeAndPlainTextThatCanBeRead() {
        assertThat(Display.markdown("**x**").data())
                .containsEntry("text/markdown", "**x**")
                .containsEntry("text/plain", "**x**");
        assertThat(Display.html("<p>a &lt; b</p><script>no</script><p>c</p>").data())
                .containsEntry("text/html", "<p>a &lt; b</p><script>no</script><p>c</p>")
                .containsEntry("text/plain", "a < b\nc");
        assertThat(Display.json("[1, null]").data())
                .containsEntry("application/json", "[1, null]")
                .containsEntry("text/plain", "[1, null]");
        assertThat(Display.vegaLite("{\"title\": \"Loss\", \"mark\": {\"type\": \"line\"}}")
                        .data())
                .containsKey("application/vnd.vegalite.v5+json")
                .containsEntry("text/plain", "Vega-Lite chart: Loss (line)");
        assertThat(Display.vegaLite(Map.of("mark", "bar")).data())
                .containsEntry("application/vnd.vegalite.v5+json", "{\n  \"mark\": \"bar\"\n}");
    }

    @Test
    void aFormulaWithoutMarksGetsThem() {
        assertThat(Display.latex("\\frac12").data())
                .containsEntry("text/latex", "$\\displaystyle \\frac12$")
                .containsEntry("text/plain", "\\frac12");
        for (String marked : List.of("$x$", "\\[x\\]", "\\(x\\)", "\\begin{align}x\\end{align}")) {
            assertThat(Display.latex(marked).data()).containsEntry("text/latex", marked);
        }
    }

    @Test
    void aDrawingIsShownInUntrustedNotebooksToo() {
        MimeBundle bundle = Display.svg("<svg width=\"3\" height=\"4\"><circle r='1'/></svg>");
        String whole = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"4\"><circle r='1'/></svg>";
        assertThat(bundle.data()).containsEntry("image/svg+xml", whole);
        assertThat(bundle.plainText()).isEqualTo("SVG drawing, 3 x 4");
        String image = bundle.data().get("text/html").replaceAll(".*base64,([^\"]*)\".*", "$1");
        assertThat(new String(Base64.getDecoder().decode(image), StandardCharsets.UTF_8))
                .isEqualTo(whole);
        assertThatThrownBy(() -> Display.svg("<img>")).hasMessageContaining("<svg>");
    }

    @Test
    void whatIsNotJsonIsToldWithItsPlace() {
        assertThatThrownBy(() -> Display.json("{\"a\": 1,\n \"b\" 2}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2, column 6")
                .hasMessageContaining("':'");
        assertThatThrownBy(() -> Display.vegaLite("[1]")).hasMessageContaining("a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif"})
    void filesThatBrowsersShowAreSentAsTheyAre(String format) throws Exception {
        byte[] file = encoded(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), format);
        MimeBundle bundle = Display.image(file);
        assertThat(decoded(bundle, "image/" + format.replace("jpg", "jpeg"))).isEqualTo(file);
        assertThat(bundle.plainText()).contains(file.length + " bytes");
    }

    @Test
    void otherFilesBecomePng(@TempDir Path folder) throws Exception {
        Path tiff = folder.resolve("scan.tiff");
        Files.write(tiff, encoded(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "tiff"));
        MimeBundle bundle = Display.image(tiff);
        assertThat(ImageIO.read(new ByteArrayInputStream(decoded(bundle, "image/png")))
                        .getWidth())
                .isEqualTo(3);
        Path svg = folder.resolve("drawing.svg");
        Files.writeString(svg, "<svg/>");
        assertThat(Display.image(svg).data()).containsKey("image/svg+xml");
    }

    @Test
    void whatIsNoImageIsToldWhy(@TempDir Path folder) throws Exception {
        Path text = Files.writeString(folder.resolve("a.png"), "hello");
        assertThatThrownBy(() -> Display.image(text))
                .hasMessageContaining("a.png")
                .hasMessageContaining("68 65 6c");
        assertThatThrownBy(() -> Display.image(new byte[0])).hasMessageContaining("empty");
        assertThatThrownBy(() -> Display.image(Path.of("nowhere.png")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere.png");
    }

    @Test
    void aLargeImageIsShownSmaller() throws Exception {
        MimeBundle bundle = Display.image(new BufferedImage(6000, 3000, BufferedImage.TYPE_BYTE_BINARY));
        assertThat(bundle.plainText()).startsWith("image 6000 x 3000, shown as 4000 x 2000");
        assertThat(ImageIO.read(new ByteArrayInputStream(decoded(bundle, "image/png")))
                        .getWidth())
                .isEqualTo(4000);
    }

    @Test
    void aBundlePrintsAsItsText() {
        assertThat(Display.markdown("# Title")).hasToString("# Title");
    }
}
