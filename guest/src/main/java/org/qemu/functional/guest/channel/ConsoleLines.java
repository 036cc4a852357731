package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.qemu.functional.console.Console;

/**
 * Finds, in all that a guest says on its console, the lines that are for us: what follows an
 * unguessable mark, to the line's end. Prompts, echoes and the kernel's messages have none.
 */
final class ConsoleLines implements Console.Listener {
    /** Lines of ours have less than 200 bytes: what is longer is none, and is cut. */
    private static final int LONGEST = 1 << 12;

    private final String mark;
    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * Find lines.
     *
     * @param lines takes what follows the mark in each, without its end
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
