package dev.tern.kernel.display;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import javax.swing.ImageIcon;
import org.jspecify.annotations.Nullable;

/** Turns images in files and in memory into what a browser shows. */
final class Pictures {
    private static final int MAXIMUM_PIXELS = 8_000_000;

    private Pictures() {}

    static MimeBundle read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("There is no file " + file
                    + (file.isAbsolute() ? "." : " in " + Path.of("").toAbsolutePath() + "."));
        }
        try {
            byte[] content = Files.readAllBytes(file);
            return file.toString().toLowerCase(java.util.Locale.ROOT).endsWith(".svg")
                    ? Forms.svg(new String(content, StandardCharsets.UTF_8))
                    : of(content, file.toString());
        } catch (IOException broken) {
            throw new IllegalArgumentException("The file " + file + " cannot be read: " + broken.getMessage(), broken);
        }
    }

    static MimeBundle of(byte[] file, String origin) {
        String format = format(file);
        if (format != null) {
            String text = format.toUpperCase(java.util.Locale.ROOT) + " image" + size(file, format) + ", "
                    + Cut.count(file.length, "byte");
            return MimeBundle.plain(text).withImage("image/" + format, file);
        }
        BufferedImage image = decode(file);
        if (image == null) {
            String start = HexFormat.ofDelimiter(" ").formatHex(file, 0, Math.min(8, file.length));
            throw new IllegalArgumentException("image() knows PNG, JPEG, GIF, WebP, BMP and "
                    + "what ImageIO reads, but " + origin + " is none of these"
                    + (start.isEmpty() ? ": it is empty." : ": it begins with " + start + "."));
        }
        return of(image);
    }

    static MimeBundle of(RenderedImage image) {
        long pixels = (long) image.getWidth() * image.getHeight();
        String text = "image " + image.getWidth() + " x " + image.getHeight();
        if (pixels > MAXIMUM_PIXELS) {
            BufferedImage smaller = drawn(image, Math.sqrt((double) MAXIMUM_PIXELS / pixels));
            return MimeBundle.plain(text + ", shown as " + smaller.getWidth() + " x " + smaller.getHeight())
                    .withImage("image/png", png(smaller));
        }
        return MimeBundle.plain(text).withImage("image/png", png(image));
    }

    /** An image of another kind, drawn; loading it may have to be waited for. */
    static MimeBundle painted(Image image) {
        Image loaded = new ImageIcon(image).getImage();
        int width = loaded.getWidth(null);
        int height = loaded.getHeight(null);
        if (width <= 0 || height <= 0) {
            return MimeBundle.plain("an image that could not be loaded: " + PlainText.of(image));
        }
        BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = copy.createGraphics();
        graphics.drawImage(loaded, 0, 0, null);
        graphics.dispose();
        return of(copy);
    }

    private static byte[] png(RenderedImage image) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            // PNG has no way to write some colour models; those are painted over into one that it has.
            if (!ImageIO.write(image, "png", png)) {
                ImageIO.write(drawn(image, 1), "png", png);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return png.toByteArray();
    }

    private static BufferedImage drawn(RenderedImage image, double scale) {
        int width = Math.max(1, (int) (image.getWidth() * scale));
        int height = Math.max(1, (int) (image.getHeight() * scale));
        BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = copy.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        AffineTransform transform = AffineTransform.getScaleInstance(
                (double) width / image.getWidth(), (double) height / image.getHeight());
        transform.translate(-image.getMinX(), -image.getMinY());
        graphics.drawRenderedImage(image, transform);
        graphics.dispose();
        return copy;
    }

    private static @Nullable BufferedImage decode(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException | RuntimeException broken) {
            return null;
        }
    }

    /** The formats that browsers show as they are, told by their first bytes. */
    private static @Nullable String format(byte[] file) {
        String start = new String(file, 0, Math.min(16, file.length), StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u0089PNG\r\n")) {
            return "png";
        } else if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return "jpeg";
        } else if (start.startsWith("GIF8")) {
            return "gif";
        } else if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return "webp";
        }
        return start.startsWith("BM") && start.length() == 16 ? "bmp" : null;
    }

    private static String size(byte[] file, String format) {
        if (format.equals("png") && file.length >= 24) {
            ByteBuffer header = ByteBuffer.wrap(file);
            return " " + header.getInt(16) + " x " + header.getInt(20);
        }
        if (format.equals("gif") && file.length >= 10) {
            ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            return " " + header.getShort(6) + " x " + header.getShort(8);
        }
        return "";
    }
}
