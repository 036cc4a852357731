package org.qemu.functional.machine.internal.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Format the output of QEMU and guests for messages. */
public final class OutputExcerpt {
    /** Escape sequences of terminals, ECMA-48: CSI … final byte, or ESC and one character. */
    private static final String ESCAPES = "\u001b(\\[[0-?]*[ -/]*[@-~]|[@-Z\\\\-_])";

    /**
     * The number of characters of a line that a message quotes: as many from its begin as from its
     * end, because QEMU names an option first and what is wrong with it last.
     */
    private static final int MAX_LINE = 320;

    private OutputExcerpt() {}

    /** Return the size of a log in bytes, 0 if it does not exist. */
    public static long size(Path log) {
        try {
            return Files.size(log);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Return the text of a log from an offset on; empty if it cannot be read. */
    public static String read(Path log, long from) {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(from);
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Return the last lines of a text without control characters, each prefixed by a bar. */
    public static String quote(String text, int lines) {
        List<String> all = plain(text);
        return barred(all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    /** Return the first lines of a text, formatted as by {@link #quote}. */
    static String quoteFirst(String text, int lines) {
        List<String> all = plain(text);
        return barred(all.subList(0, Math.min(lines, all.size())));
    }

    /**
     * Return the first message that a program wrote, without its name: {@code <name>: <message>}.
     * Warnings are no reason to exit.
     *
     * @return {@code ": <message>"}; empty if there is no such line
     */
    public static String complaint(String text, String program) {
        String prefix = program + ": ";
        return plain(text).stream()
                .filter(line -> line.startsWith(prefix) && !line.startsWith(prefix + "warning: "))
                .findFirst()
                .map(line -> ": " + shortened(line.substring(prefix.length())))
                .orElse("");
    }

    private static List<String> plain(String text) {
        return text.replaceAll(ESCAPES, "")
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}", ""))
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static String barred(List<String> lines) {
        if (lines.isEmpty()) {
            return "    | (nothing)";
        }
        return lines.stream()
                .map(line -> "    | " + shortened(line))
                .collect(Collectors.joining("\n"));
    }

    private static String shortened(String line) {
        if (line.length() <= MAX_LINE) {
            return line;
        }
        int head = MAX_LINE / 2;
        int tail = line.length() - MAX_LINE / 2;
        // Keep both halves of a character.
        return line.substring(0, Character.isLowSurrogate(line.charAt(head)) ? head - 1 : head)
                + "…"
                + line.substring(Character.isLowSurrogate(line.charAt(tail)) ? tail + 1 : tail);
    }
}
