package org.qemu.functional.debug.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.qemu.functional.console.Console;

/** Print the output of a console line by line, each prefixed by a name. */
final class LinePrinter implements Console.Listener {
    private final PrintStream out;
    private final String name;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LinePrinter(PrintStream out, String name) {
        this.out = out;
        this.name = name;
    }

    @Override
    public void received(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                out.println(name + ": " + line.toString(UTF_8).stripTrailing());
                line.reset();
            } else {
                line.write(bytes[i]);
            }
        }
    }
}
