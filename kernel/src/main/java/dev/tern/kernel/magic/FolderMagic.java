package dev.tern.kernel.magic;

import java.nio.file.Path;

/** Shows the working folder; asked to change it, says what to do instead. */
final class FolderMagic implements Magic {
    private final String name;

    FolderMagic(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Help help() {
        return Help.of(name.equals("cd") ? "says why the working folder cannot be changed" : "shows the working folder")
                .usage("%" + name)
                .note(
                        "A JVM cannot change its working folder, so %cd cannot either. Write Path.of(\"folder\", \"file\") in"
                                + "\nJava and cd folder within a %%bash cell, or start the notebook from another folder.");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        if (!call.text().isEmpty()) {
            throw new MagicException("A JVM cannot change its working folder. Write Path.of(\"" + call.text()
                    + "\", \"file\") in Java, cd " + call.text()
                    + " within a %%bash cell, or start the notebook there.");
        }
        call.print(Path.of("").toAbsolutePath().toString());
    }
}
