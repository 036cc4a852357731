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

    /** The number of characters of a line that a message quotes. */
    private static final int MAX_LINE = 240;

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
                .map(line -> line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…")
                .map(line -> "    | " + line)
                .collect(Collectors.joining("\n"));
    }
}
