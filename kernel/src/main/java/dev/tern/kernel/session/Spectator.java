package dev.tern.kernel.session;

import java.io.IOException;
import java.util.List;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;

/** A debugger as the session sees it: it looks into a worker that was started for it, and is told what runs there. */
public interface Spectator {
    /** What the next worker needs on its command line to be looked into. */
    List<String> flags() throws IOException;

    /** Waits until it looks into the worker that these flags were for. */
    void awaitWorker() throws IOException;

    /** A class has its place. It may be loaded already, but nothing of it has run. */
    void located(Origin origin);

    /** A statement, the code of this class, is about to run in a cell. */
    void running(String cell, String type);

    /** A cell has ended. */
    void ended(String cell);

    /** The user wants what runs to be stopped; the worker has been told. */
    void interrupted();

    /** Gives classes other code; false when that must be done by the worker itself. */
    boolean redefine(ClassBytecodes[] classes) throws ClassInstallException;
}
