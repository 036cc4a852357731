package org.qemu.functional.precache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The output format of a command's result. */
final class OutputOption {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Option(
            names = "--json",
            description = "Print one JSON value on standard output instead of text.")
    private boolean json;

    /** Print the result in the selected format. */
    void print(Supplier<Object> asJson, Consumer<PrintStream> asText) {
        print(System.out, asJson, asText);
    }

    /** Print the result to another stream because standard output is used for something else. */
    void print(PrintStream out, Supplier<Object> asJson, Consumer<PrintStream> asText) {
        if (json) {
            try {
                out.println(JSON.writeValueAsString(asJson.get()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                        "a result can consist of maps, lists, strings and numbers only", e);
            }
        } else {
            asText.accept(out);
        }
    }
}
