package dev.tern.kernel.language;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;

/**
 * Fields of JShell and of the compiler under it, for what neither can be asked. Flags of
 * {@link dev.tern.kernel.jvm.Role} open their packages; whoever looks inside must do without, too: on a JDK where a
 * field has another name, or in a JVM that was started without the flags.
 */
public final class Inside {
    private Inside() {}

    /**
     * The value of a field, its own or inherited.
     *
     * @throws ReflectiveOperationException when there is none of this name, or it may not be read
     */
    @SuppressWarnings("unchecked")
    public static <T> T get(Object owner, String name) throws ReflectiveOperationException {
        return (T) field(owner, name).get(owner);
    }

    /**
     * Sets a field.
     *
     * @throws ReflectiveOperationException as {@link #get}
     */
    public static void set(Object owner, String name, Object value) throws ReflectiveOperationException {
        field(owner, name).set(owner, value);
    }

    private static Field field(Object owner, String name) throws ReflectiveOperationException {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    try {
                        field.setAccessible(true);
                    } catch (InaccessibleObjectException shut) {
                        throw new IllegalAccessException(shut.getMessage());
                    }
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(owner.getClass().getName() + "." + name);
    }
}
