package org.qemu.functional.report.internal.output;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.DataJson;

/**
 * Writes data files: scripts that call {@code qemuReport.receive(kind, key, value)}.
 *
 * <p>They are plain ASCII in which no text can end a string or an element {@code script}: {@code
 * <}, {@code >}, {@code &} and all that is not ASCII is escaped. A page that is opened from {@code
 * file://} can load scripts, but not fetch JSON.
 */
public final class ScriptData {
    private static final String START = "qemuReport.receive(";
    private static final String END = ");\n";

    private ScriptData() {}

    /** Write a file; a reader sees either the old content or all of the new one. */
    public static void write(Path file, String kind, String key, Object value) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try (Writer writer = writer(part)) {
            write(writer, kind, key, value);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Write a call with a value. */
    static void write(Writer writer, String kind, String key, Object value) throws IOException {
        writer.write(start(kind, key));
        writer.write(json(value));
        writer.write(END);
    }

    /** Return JSON that is safe in an element {@code script}. */
    static String json(Object value) throws IOException {
        return escaping(DataJson.mapper()).writeValueAsString(value);
    }

    /** Open a file for a call whose value is an array; its elements are written one by one. */
    static JsonGenerator openArray(Path file, String kind, String key) throws IOException {
        Files.createDirectories(file.getParent());
        Writer writer = writer(file);
        writer.write(start(kind, key));
        JsonGenerator generator = DataJson.mapper().getFactory().createGenerator(writer);
        generator.setCharacterEscapes(new ScriptEscapes());
        generator.enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature());
        generator.writeStartArray();
        return generator;
    }

    /** Close what {@link #openArray} has opened. */
    static void closeArray(JsonGenerator generator) throws IOException {
        generator.writeEndArray();
        generator.writeRaw(END);
        generator.close();
    }

    private static String start(String kind, String key) throws IOException {
        ObjectWriter writer = escaping(DataJson.mapper());
        return START + writer.writeValueAsString(kind) + "," + writer.writeValueAsString(key) + ",";
    }

    private static ObjectWriter escaping(ObjectMapper mapper) {
        return mapper.writer(new ScriptEscapes()).with(JsonWriteFeature.ESCAPE_NON_ASCII);
    }

    private static Writer writer(Path file) throws IOException {
        return new BufferedWriter(
                new OutputStreamWriter(Files.newOutputStream(file), US_ASCII), 1 << 16);
    }

    /** Escapes what an HTML parser may take for markup. */
    private static final class ScriptEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final int[] ASCII = ascii();

        private static int[] ascii() {
            int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();
            for (char c : new char[] {'<', '>', '&', '\'', 0x7F}) {
                escapes[c] = CharacterEscapes.ESCAPE_STANDARD;
            }
            return escapes;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ASCII.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return null;
        }
    }
}
