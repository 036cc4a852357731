package org.qemu.functional.report.internal.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads text files that may have bytes that are not UTF-8. */
public final class TextFiles {
    private static final int BUFFER = 1 << 16;

    private TextFiles() {}

    /** Open a file; bytes that are not UTF-8 become U+FFFD. */
    public static BufferedReader reader(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(
                        Files.newInputStream(file),
                        UTF_8.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPLACE)
                                .onUnmappableCharacter(CodingErrorAction.REPLACE)),
                BUFFER);
    }

    /** Return the last bytes of a file as text; a line that was cut at the beginning is dropped. */
    public static String end(Path file, int bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, open.length() - bytes);
            byte[] read = new byte[(int) Math.min(bytes, open.length())];
            open.seek(start);
            open.readFully(read);
            String text = new String(read, UTF_8);
            int lineBreak = text.indexOf('\n');
            return start == 0 || lineBreak < 0 ? text : text.substring(lineBreak + 1);
        }
    }
}
