package dev.tern.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RenderersTest {
    /** A public type whose implementation is not public, as libraries have it. */
    public interface Shown {
        String toHtml();
    }

    private record Hidden(String name) implements Shown {
        @Override
        public String toHtml() {
            return "<i>" + name + "</i>";
        }
    }

    private record Pair(String left, int right) {}

    @Test
    void plainTextIsAlwaysThere() {
        for (Object value : Arrays.asList(
                null, 1, "a", new int[] {1, 2}, List.of(), Map.of(1, 2), new Hidden("x"), new Throwable("t"))) {
            assertThat(Renderers.render(value).data()).containsKey("text/plain");
        }
    }

    @Test
    void arraysAreSpelledOutAndBounded() {
        assertThat(Renderers.render(new double[][] {{1, 2}, {3}}).plainText()).isEqualTo("[[1.0, 2.0], [3.0]]");
        assertThat(Renderers.render(new int[1_000_000]).plainText()).endsWith("999000 more]");
    }

    @Test
    void toHtmlOfANonPublicClassIsFound() {
        assertThat(Renderers.render(new Hidden("x")).data()).containsEntry("text/html", "<i>x</i>");
    }

    @Test
    void recordsBecomeTablesWithTheirTextEscaped() {
        MimeBundle bundle = Renderers.render(List.of(new Pair("<a>", 1), new Pair("b", 2)));
        assertThat(bundle.data().get("text/html"))
                .contains("<th>left</th><th>right</th>", "<td>&lt;a&gt;</td><td>1</td>");
        List<Pair> many =
                IntStream.range(0, 10_000).mapToObj(i -> new Pair("p", i)).toList();
        assertThat(Renderers.render(many).data().get("text/html"))
                .hasSizeLessThan(5000)
                .contains("9950 more rows");
    }

    @Test
    void anImageIsPng() {
        MimeBundle bundle = Renderers.render(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB));
        byte[] png = Base64.getDecoder().decode(bundle.data().get("image/png"));
        assertThat(new String(png, 1, 3, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("PNG");
    }

    @Test
    void aRendererThatFailsCostsOnlyItsForm() {
        record Odd() {}
        Renderers.register(new Renderer() {
            @Override
            public boolean accepts(Object value) {
                return value instanceof Odd;
            }

            @Override
            public MimeBundle render(Object value) {
                throw new IllegalStateException("no");
            }
        });
        assertThat(Renderers.render(new Odd()).plainText()).isEqualTo("Odd[]");
    }
}
