package dev.tern.kernel.magic;

import dev.tern.kernel.display.MimeBundle;

/** Where magics print and show. Each method takes the id of the cell it does so under. */
public interface Output {
    /** Text on the cell's standard output. */
    void text(String cell, String text);

    /** Text on the cell's standard error. */
    void error(String cell, String text);

    /** Something new under an id of its own. */
    void show(String cell, String id, MimeBundle bundle);

    /** Something in place of what was shown under the id. */
    void update(String cell, String id, MimeBundle bundle);
}
