package dev.tern.kernel.display;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Shows a BufferedImage as PNG. Looks at class names first: java.desktop is not loaded for anything else. */
final class ImageRenderer implements Renderer {
    @Override
    public boolean accepts(Object value) {
        return value.getClass().getName().equals("java.awt.image.BufferedImage");
    }

    @Override
    public MimeBundle render(Object value) {
        java.awt.image.BufferedImage image = (java.awt.image.BufferedImage) value;
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            javax.imageio.ImageIO.write(image, "png", png);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return MimeBundle.plain("image " + image.getWidth() + " x " + image.getHeight())
                .withImage("image/png", png.toByteArray());
    }
}
