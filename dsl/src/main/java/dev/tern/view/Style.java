package dev.tern.view;

/** The look shared by tables, cards and charts. */
final class Style {

    private static final String CELL = "padding:4px 14px 4px 0;vertical-align:middle;white-space:nowrap;";

    static final String TABLE = "border-collapse:collapse;border:none;margin:4px 0;font-size:inherit";
    /** Borders of half-transparent grey read on white and on black; the ground is cleared of the page's stripes. */
    static final String ROW = "border-bottom:1px solid rgba(128,128,128,.25);background:none";

    static final String HEAD_ROW = "border-bottom:1px solid rgba(128,128,128,.6);background:none";
    static final String LEFT = CELL + "text-align:left";
    static final String RIGHT = CELL + "text-align:right";
    static final String PROSE = LEFT.replace("nowrap", "normal") + ";max-width:48em";
    static final String HEAD = ";opacity:.6;font-weight:normal";
    static final String NAME = LEFT + ";opacity:.6";
    static final String CODE = "font-size:85%;background:none;padding:0";

    /** The colours of a ternary weight: below zero, zero, above zero. */
    static final String NEGATIVE = "#c4532b";

    static final String ZERO = "#a9b4bf";
    static final String POSITIVE = "#3b6cb7";

    /** What others are measured against. */
    static final String REFERENCE = "#88919b";

    private Style() {}
}
