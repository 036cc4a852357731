package org.qemu.functional.guest.internal.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.qemu.functional.console.Console;

/**
 * Find the lines of the harness in the output of a console: those with an unguessable mark, from
 * the mark to the end of the line. Prompts, echoes and kernel messages do not contain it.
 */
final class ConsoleLines implements Console.Listener {
    /**
     * The maximum length of a line. Those of the harness have less than 200 bytes; longer ones are
     * truncated.
     */
    private static final int LONGEST = 1 << 12;

    private final String mark;
    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * Start to find lines.
     *
     * @param lines receives the part of each line after the mark, without the line end
     */
    ConsoleLines(String mark, Consumer<String> lines) {
        this.mark = mark;
        this.lines = lines;
    }

    @Override
    public void received(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            byte next = bytes[i];
            if (next == '\n' || next == '\r') {
                end();
            } else if (line.size() < LONGEST) {
                line.write(next);
            }
        }
    }

    private void end() {
        String text = line.toString(ISO_8859_1);
        line.reset();
        int at = text.lastIndexOf(mark);
        if (at >= 0) {
            lines.accept(text.substring(at + mark.length()));
        }
    }
}
