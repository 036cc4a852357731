package org.qemu.functional.report.internal.output;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.trace.ConsoleEvents;

/**
 * Writes the events of a console to data files of bounded size, so that a page loads only what it
 * shows.
 */
final class CastChunks implements ConsoleEvents, AutoCloseable {
    /** In UTF-16 units. */
    static final int CHUNK = 256 << 10;

    private static final int PIECE = 64 << 10;
    private static final int LONGEST_ESCAPE = 256;

    private final Path data;
    private final CastNumbers numbers;
    private final List<CastChunk> chunks = new ArrayList<>();

    private @Nullable JsonGenerator open;
    private String key = "";
    private double from;
    private double to;
    private long chars;
    private long lines;

    /**
     * @param data the folder of the data files
     */
    CastChunks(Path data, CastNumbers numbers) {
        this.data = data;
        this.numbers = numbers;
    }

    /** Complete the last file, and return what was written. */
    List<CastChunk> finish() throws IOException {
        close();
        return chunks;
    }

    @Override
    public void event(double t, String type, String text) throws IOException {
        for (int begin = 0; begin < text.length(); ) {
            int end = begin + PIECE < text.length() ? end(text, begin) : text.length();
            piece(t, type, text.substring(begin, end));
            begin = end;
        }
    }

    /** Return where to cut a long text: behind a line, and never in an escape sequence. */
    private static int end(String text, int begin) {
        int most = begin + PIECE;
        int line = text.lastIndexOf('\n', most - 1) + 1;
        if (line > begin) {
            return line;
        }
        int escape = text.lastIndexOf('\u001b', most - 1);
        if (escape > begin && escape > most - LONGEST_ESCAPE) {
            return escape;
        }
        return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    }

    private void piece(double t, String type, String text) throws IOException {
        JsonGenerator generator = open;
        if (generator == null) {
            key = numbers.next();
            generator =
                    ScriptData.openArray(data.resolve("casts").resolve(key + ".js"), "cast", key);
            open = generator;
            from = t;
            chars = 0;
            lines = 0;
        }
        to = t;
        chars += text.length();
        lines += type.equals("o") ? text.chars().filter(c -> c == '\n').count() : 0;
        generator.writeStartArray();
        generator.writeNumber(Math.round(t * 1e6) / 1e6);
        generator.writeString(type);
        generator.writeString(text);
        generator.writeEndArray();
        // A file ends behind a line if it can, so that a page can start to show from there.
        if (chars >= CHUNK && (text.endsWith("\n") || chars >= 2 * CHUNK)) {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            ScriptData.closeArray(open);
            open = null;
            chunks.add(new CastChunk(key, from, to, chars, lines));
        }
    }
}
