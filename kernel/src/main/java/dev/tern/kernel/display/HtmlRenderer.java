package dev.tern.kernel.display;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Shows any object with a public method {@code String toHtml()}, so that libraries need not know the kernel. */
final class HtmlRenderer implements Renderer {
    private static final ClassValue<Accessible> METHODS = new ClassValue<>() {
        @Override
        protected Accessible computeValue(Class<?> type) {
            return new Accessible(find(type));
        }
    };

    private record Accessible(@Nullable Method method) {}

    @Override
    public boolean accepts(Object value) {
        return METHODS.get(value.getClass()).method() != null;
    }

    @Override
    public MimeBundle render(Object value) {
        Method method = METHODS.get(value.getClass()).method();
        if (method == null) {
            throw new IllegalArgumentException(value.getClass().getName() + " has no public String toHtml()");
        }
        try {
            Object html = method.invoke(value);
            String plain = PlainText.of(value);
            return html instanceof String markup ? MimeBundle.html(markup, plain) : MimeBundle.plain(plain);
        } catch (ReflectiveOperationException failed) {
            if (failed.getCause() instanceof Error error) {
                // An interrupt among others: it ends the cell.
                throw error;
            }
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new IllegalStateException("toHtml() failed: " + cause, cause);
        }
    }

    /** The method as declared by a public type when there is one, otherwise opened by force if that is allowed. */
    private static @Nullable Method find(Class<?> type) {
        Method found = null;
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            found = better(found, c);
            for (Class<?> i : c.getInterfaces()) {
                found = better(found, i);
            }
        }
        if (found != null && !found.trySetAccessible()) {
            return null;
        }
        return found;
    }

    private static @Nullable Method better(@Nullable Method found, Class<?> type) {
        try {
            Method method = type.getDeclaredMethod("toHtml");
            boolean usable = Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && method.getReturnType() == String.class;
            boolean first = found == null
                    || !Modifier.isPublic(found.getDeclaringClass().getModifiers());
            return usable && first ? method : found;
        } catch (NoSuchMethodException none) {
            return found;
        }
    }
}
