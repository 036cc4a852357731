package org.qemu.functional.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.report.internal.model.DataJson;

/** Runs the command in this JVM, and reads the data files that it writes. */
final class ReportProgram {
    private ReportProgram() {}

    /** Run the command, and return its output after its exit status. */
    static String run(Object... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        try (PrintStream stream = new PrintStream(both, true, StandardCharsets.UTF_8)) {
            System.setOut(stream);
            System.setErr(stream);
            int status = ReportCommand.run(words);
            return status + "\n" + both.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    static JsonNode index(Path report) throws IOException {
        return data(report.resolve("data/index.js"));
    }

    /** Return the data of the test with this name, with the attempts. */
    static JsonNode test(Path report, String name) throws IOException {
        for (JsonNode row : index(report).path("tests")) {
            if (row.path("name").asText().equals(name)) {
                return data(report.resolve("data/tests/" + row.path("id").asText() + ".js"));
            }
        }
        throw new AssertionError("there is no test '%s' in %s".formatted(name, index(report)));
    }

    static JsonNode data(Path file) throws IOException {
        String text = Files.readString(file);
        int comma = text.indexOf(',', text.indexOf(',') + 1);
        return DataJson.mapper().readTree(text.substring(comma + 1, text.lastIndexOf(");")));
    }
}
