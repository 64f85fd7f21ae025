package dev.tern.kernel.language;

import javax.tools.JavaFileManager;

/** A place for files that a compiler itself does not know of. */
record FilesPart(String name) implements JavaFileManager.Location {
    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isOutputLocation() {
        return false;
    }

    /** The one that is inherited compiles a regular expression each time. */
    @Override
    public boolean isModuleOrientedLocation() {
        return false;
    }
}
