package dev.tern.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** What only a renderer of a jar knows how to show. */
    private record Exotic() {}

    /** The renderer of that jar. */
    public static final class ExoticRenderer implements Renderer {
        @Override
        public boolean accepts(Object value) {
            return value instanceof Exotic;
        }

        @Override
        public MimeBundle render(Object value) {
            return MimeBundle.html("<b>exotic</b>", "exotic");
        }
    }

    private static final class Interrupted extends Error {
        private static final long serialVersionUID = 1;
    }

    private static String printedToErr(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static BufferedImage png(MimeBundle bundle) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(bundle.data().get("image/png"))));
    }

    @Test
    void plainTextIsAlwaysThere() {
        for (Object value : Arrays.asList(
                null,
                1,
                "a",
                new int[] {1, 2},
                List.of(),
                Map.of(1, 2),
                new Hidden("x"),
                new Throwable("t"),
                new MimeBundle(Map.of("text/html", "<b>x</b>")),
                new MimeBundle(Map.of()))) {
            assertThat(Renderers.render(value).data()).containsKey("text/plain");
        }
        assertThat(Renderers.render(new MimeBundle(Map.of("text/html", "<b>x</b>")))
                        .plainText())
                .isEqualTo("x");
    }

    @Test
    void toHtmlOfANonPublicClassIsFound() {
        assertThat(Renderers.render(new Hidden("x")).data())
                .containsEntry("text/html", "<i>x</i>")
                .containsEntry("text/plain", "Hidden[name=x]");
    }

    @Test
    void everyKindOfImageIsPng() throws Exception {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(2, 1, 0xff8800);
        assertThat(png(Renderers.render(image)).getRGB(2, 1)).isEqualTo(0xffff8800);
        assertThat(png(Renderers.render(image.getScaledInstance(6, 4, java.awt.Image.SCALE_FAST)))
                        .getWidth())
                .isEqualTo(6);
        assertThat(png(Renderers.render(new java.awt.image.BaseMultiResolutionImage(image)))
                        .getHeight())
                .isEqualTo(2);
        // A colour model that PNG cannot hold.
        BufferedImage floats = new BufferedImage(
                new java.awt.image.ComponentColorModel(
                        java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_sRGB),
                        false,
                        false,
                        java.awt.Transparency.OPAQUE,
                        java.awt.image.DataBuffer.TYPE_FLOAT),
                Raster.createWritableRaster(
                        new java.awt.image.BandedSampleModel(java.awt.image.DataBuffer.TYPE_FLOAT, 3, 2, 3), null),
                false,
                null);
        floats.setRGB(2, 1, 0xff0000ff);
        assertThat(png(Renderers.render(floats)).getRGB(2, 1)).isEqualTo(0xff0000ff);
    }

    @Test
    void anOptionalShowsWhatItHolds() {
        assertThat(Renderers.render(Optional.of(new Hidden("x"))).data())
                .containsEntry("text/html", "<i>x</i>")
                .containsEntry("text/plain", "Optional[Hidden[name=x]]");
        assertThat(Renderers.render(Optional.empty()).plainText()).isEqualTo("Optional.empty");
    }

    @Test
    void streamsAndIteratorsAreNotRead() {
        Stream<Integer> stream = Stream.of(1, 2);
        assertThat(Renderers.render(stream).plainText()).contains(".toList()");
        assertThat(stream.toList()).containsExactly(1, 2);
        IntStream ints = IntStream.range(0, 2);
        assertThat(Renderers.render(List.of(ints)).plainText()).isNotEmpty();
        assertThat(ints.toArray()).containsExactly(0, 1);
        var iterator = List.of(1).iterator();
        Renderers.render(iterator);
        assertThat(iterator.hasNext()).isTrue();
    }

    @Test
    void aNotebookShowsItsOwnTypes() {
        class Shape {}
        class Square extends Shape {
            @Override
            public String toString() {
                return "square";
            }
        }
        Renderers.register(Shape.class, shape -> new MimeBundle(Map.of("text/markdown", "**shape**")));
        assertThat(Renderers.render(new Square()).data())
                .containsEntry("text/markdown", "**shape**")
                .containsEntry("text/plain", "square");
        Renderers.register(Square.class, square -> Display.html("<b>square</b>"));
        assertThat(Renderers.render(new Square()).data()).containsEntry("text/html", "<b>square</b>");
        Renderers.register(Square.class, square -> Display.html("<i>square</i>"));
        assertThat(Renderers.render(new Square()).data()).containsEntry("text/html", "<i>square</i>");
        assertThatThrownBy(() -> Renderers.register(int.class, i -> Display.html("")))
                .hasMessageContaining("Integer.class");
    }

    @Test
    void aJarThatIsAddedBringsItsRenderers(@TempDir Path jar) throws Exception {
        assertThat(Renderers.render(new Exotic()).plainText()).isEqualTo("Exotic[]");
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(Renderer.class.getName()),
                "no.such.Renderer\n" + ExoticRenderer.class.getName() + "\n" + RenderersTest.class.getName());
        try (URLClassLoader grown =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            Renderers.searchAgain(grown);
            assertThat(printedToErr(
                            () -> assertThat(Renderers.render(new Exotic()).plainText())
                                    .isEqualTo("exotic")))
                    .hasLineCount(2)
                    .contains("no.such.Renderer", "RenderersTest not a subtype");
        } finally {
            Renderers.searchAgain(getClass().getClassLoader());
        }
    }

    @Test
    void aRendererThatFailsCostsOnlyItsForm() {
        record Odd() {}
        Renderers.register(Odd.class, odd -> {
            throw new IllegalStateException("no");
        });
        List<MimeBundle> bundle = new ArrayList<>();
        assertThat(printedToErr(() -> bundle.add(Renderers.render(new Odd()))))
                .hasLineCount(1)
                .contains("Odd", "IllegalStateException: no");
        assertThat(bundle.get(0).plainText()).isEqualTo("Odd[]");
    }

    @Test
    void anErrorThatIsNoFailureOfTheRendererEndsTheCell() {
        class Stuck implements Shown {
            @Override
            public String toHtml() {
                throw new Interrupted();
            }
        }
        class Mute {
            @Override
            public String toString() {
                throw new Interrupted();
            }
        }
        record Closed(int x) {
            @Override
            public int x() {
                throw new Interrupted();
            }
        }
        for (Object value : List.of(new Stuck(), new Mute(), new Closed(1), List.of(new Mute()))) {
            assertThatThrownBy(() -> Renderers.render(value)).isInstanceOf(Interrupted.class);
        }
    }
}
