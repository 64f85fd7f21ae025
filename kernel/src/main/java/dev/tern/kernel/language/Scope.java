package dev.tern.kernel.language;

import jdk.jshell.JShell;

/** What code of the session can see: the session's own declarations, and the types of the class path. */
public record Scope(JShell shell, Library library) {}
