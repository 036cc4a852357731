package org.qemu.functional.report.internal.trace;

/**
 * The size of a terminal in characters.
 *
 * @param cols the number of columns
 * @param rows the number of rows
 */
public record TerminalSize(int cols, int rows) {
    /** What serial consoles take for granted. */
    public static final TerminalSize DEFAULT = new TerminalSize(80, 24);

    private static final int MOST = 500;

    static TerminalSize of(int cols, int rows) {
        return cols > 0 && rows > 0 && cols <= MOST && rows <= MOST
                ? new TerminalSize(cols, rows)
                : DEFAULT;
    }
}
