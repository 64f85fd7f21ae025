package dev.tern.kernel.language;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/** A class that a compiler reads, from a place that we know a shorter way to than it does. */
interface ClassFile extends JavaFileObject {
    /** Its name as in {@code java.util.Map$Entry}. */
    String binaryName();

    @Override
    default Kind getKind() {
        return Kind.CLASS;
    }

    @Override
    default boolean isNameCompatible(String simpleName, Kind kind) {
        String name = binaryName();
        return kind == Kind.CLASS && name.substring(name.lastIndexOf('.') + 1).equals(simpleName);
    }

    @Override
    default Reader openReader(boolean ignoreEncodingErrors) throws IOException {
        return new InputStreamReader(openInputStream(), StandardCharsets.UTF_8);
    }

    @Override
    default @Nullable NestingKind getNestingKind() {
        return null;
    }

    @Override
    default @Nullable Modifier getAccessLevel() {
        return null;
    }

    @Override
    default CharSequence getCharContent(boolean ignoreEncodingErrors) {
        throw new UnsupportedOperationException("a class file");
    }

    @Override
    default OutputStream openOutputStream() {
        throw new UnsupportedOperationException("a class that is only read");
    }

    @Override
    default Writer openWriter() {
        throw new UnsupportedOperationException("a class that is only read");
    }

    @Override
    default boolean delete() {
        return false;
    }
}
