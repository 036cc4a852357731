package org.qemu.functional.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Prepares what QEMU and guests say for messages. */
final class OutputExcerpt {
    /** Escape sequences of terminals, ECMA-48: CSI … final byte, or ESC and one character. */
    private static final String ESCAPES = "\u001b(\\[[0-?]*[ -/]*[@-~]|[@-Z\\\\-_])";

    /** How much of a line a message quotes, in characters. */
    private static final int MAX_LINE = 240;

    private OutputExcerpt() {}

    /** The size of a log in bytes, 0 if there is none. */
    static long size(Path log) {
        try {
            return Files.size(log);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The text of a log behind its first bytes, or nothing if it cannot be read. */
    static String read(Path log, long from) {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(from);
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** The last lines of a text, free of control characters, each with a bar in front. */
    static String quote(String text, int lines) {
        List<String> all = plain(text);
        return barred(all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    /** The first lines of a text, as {@link #quote} the last. */
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
