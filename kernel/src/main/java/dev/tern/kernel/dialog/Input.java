package dev.tern.kernel.dialog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;

/** Asks whoever sits at the front end. Outside a kernel the terminal is asked. */
public final class Input {
    /** Whether what is typed can be read on the screen. */
    public enum Echo {
        SHOWN,
        HIDDEN
    }

    /** Whoever puts the question. */
    public interface Asker {
        /** The line typed, without its end; an {@link IOException} when there is nobody to ask. */
        String ask(String prompt, Echo echo) throws IOException;
    }

    private static volatile Asker asker = new Terminal();

    private Input() {}

    /** Asks for a line under this prompt; an {@link IOException} when the front end cannot ask. */
    public static String input(String prompt) throws IOException {
        return asker.ask(prompt, Echo.SHOWN);
    }

    /** Asks for a line that is not shown while it is typed. */
    public static String password(String prompt) throws IOException {
        return asker.ask(prompt, Echo.HIDDEN);
    }

    /** Sends questions elsewhere: called by whoever runs cells. */
    public static void askThrough(Asker other) {
        asker = other;
    }

    private static final class Terminal implements Asker {
        private final BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));

        @Override
        public String ask(String prompt, Echo echo) throws IOException {
            if (echo == Echo.HIDDEN && System.console() != null) {
                char[] typed = System.console().readPassword("%s", prompt);
                if (typed != null) {
                    return new String(typed);
                }
            } else {
                System.out.print(prompt);
                System.out.flush();
                String line = in.readLine();
                if (line != null) {
                    return line;
                }
            }
            throw new IOException("Standard input has ended; there is nobody to ask");
        }
    }
}
