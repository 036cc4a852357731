package org.qemu.functional.guest.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.qemu.functional.guest.image.ImageException;

/**
 * Extract the list of commands from a busybox binary. The program cannot be run, since it may be
 * for another architecture. The names are one string, {@code applet_names}: sorted, each terminated
 * by a NUL, the last by two; it begins with {@code [} and {@code [[}.
 */
final class BusyboxApplets {
    private static final String FIRST = "\0[\0[[\0";

    private BusyboxApplets() {}

    /**
     * Return the names of all commands.
     *
     * @throws ImageException if there is no such string
     */
    static List<String> of(byte[] busybox) {
        String text = new String(busybox, ISO_8859_1);
        int start = text.indexOf(FIRST) + 1;
        int end = text.indexOf("\0\0", start);
        if (start == 0 || end < 0) {
            throw new ImageException("there is no list of commands in busybox");
        }
        return List.of(text.substring(start, end).split("\0", -1));
    }
}
