package dev.tern.kernel.display;

import java.awt.Image;
import java.awt.image.RenderedImage;

/** Shows images in memory. Asks for class names first: java.desktop is not loaded for anything else. */
final class ImageRenderer implements Renderer {
    private static final ClassValue<Boolean> IS_IMAGE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            for (Class<?> each = type; each != null; each = each.getSuperclass()) {
                if (each.getName().equals("java.awt.Image") || isRendered(each)) {
                    return true;
                }
            }
            return false;
        }
    };

    private static boolean isRendered(Class<?> type) {
        for (Class<?> each : type.getInterfaces()) {
            if (each.getName().equals("java.awt.image.RenderedImage") || isRendered(each)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean accepts(Object value) {
        return IS_IMAGE.get(value.getClass());
    }

    @Override
    public MimeBundle render(Object value) {
        return value instanceof RenderedImage image ? Pictures.of(image) : Pictures.painted((Image) value);
    }
}
