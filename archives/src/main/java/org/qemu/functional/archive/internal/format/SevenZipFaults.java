package org.qemu.functional.archive.internal.format;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.PasswordRequiredException;
import org.qemu.functional.archive.internal.common.UnsupportedException;

/** Tells 7z features that commons-compress does not support apart from damaged archives. */
final class SevenZipFaults {
    /** Names of methods from 7-Zip's Methods.txt, by ID in hexadecimal. */
    private static final Map<String, String> METHODS =
            Map.ofEntries(
                    Map.entry("030401", "PPMd"),
                    Map.entry("0303011b", "BCJ2"),
                    Map.entry("0a", "ARM64"),
                    Map.entry("0b", "RISCV"),
                    Map.entry("0c", "SWAP2"),
                    Map.entry("020302", "SWAP2"),
                    Map.entry("020304", "SWAP4"),
                    Map.entry("04f71101", "Zstandard"),
                    Map.entry("04f71102", "Brotli"),
                    Map.entry("04f71104", "LZ4"),
                    Map.entry("04f71105", "LZ5"),
                    Map.entry("04f71106", "Lizard"),
                    Map.entry("21", "LZMA2"));

    private static final Pattern METHOD =
            Pattern.compile("Unsupported compression method \\[([-0-9, ]*)\\].*", Pattern.DOTALL);
    private static final Pattern OTHER =
            Pattern.compile(
                    "(?i).*(unsupported,|are unsupported|streams unsupported|not implemented).*",
                    Pattern.DOTALL);

    private SevenZipFaults() {}

    static IOException of(IOException e) {
        String message = String.valueOf(e.getMessage());
        Matcher method = METHOD.matcher(message);
        if (method.matches()) {
            return unsupported("method " + nameOf(method.group(1)), e);
        }
        if (e instanceof PasswordRequiredException) {
            return unsupported("the encryption of a member", e);
        }
        if (message.startsWith("Multi input/output stream coders")) {
            return unsupported("method BCJ2, or another with several streams,", e);
        }
        return OTHER.matcher(message).matches() ? unsupported("it (" + message + ")", e) : e;
    }

    private static IOException unsupported(String what, IOException cause) {
        IOException unsupported = new UnsupportedException(what);
        unsupported.initCause(cause);
        return unsupported;
    }

    private static String nameOf(String numbers) {
        String id =
                Arrays.stream(numbers.split(",", -1))
                        .map(String::strip)
                        .filter(number -> !number.isEmpty())
                        .map(number -> "%02x".formatted(Integer.parseInt(number) & 0xff))
                        .reduce("", String::concat);
        return METHODS.getOrDefault(id, id);
    }
}
