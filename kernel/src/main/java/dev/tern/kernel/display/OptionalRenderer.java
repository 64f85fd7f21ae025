package dev.tern.kernel.display;

import java.util.Optional;

/** Shows what an Optional holds, where that has more to show than its text. */
final class OptionalRenderer implements Renderer {
    @Override
    public boolean accepts(Object value) {
        return value instanceof Optional<?> optional && optional.isPresent();
    }

    @Override
    public MimeBundle render(Object value) {
        MimeBundle content = Renderers.render(((Optional<?>) value).orElseThrow());
        return content.with(MimeBundle.PLAIN, Cut.text("Optional[" + content.plainText() + "]"));
    }
}
