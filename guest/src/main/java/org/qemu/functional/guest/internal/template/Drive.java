package org.qemu.functional.guest.internal.template;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A writable disk of the command line: the value of {@code -drive}. */
final class Drive {
    /** Follows QEMU's option syntax: commas in a value are doubled. */
    private static final Pattern FILE = Pattern.compile("(^|,)file=((?:[^,]|,,)*)");

    private static final Pattern FORMAT = Pattern.compile("(^|,)format=([^,]*)");

    private final String value;
    private final Path file;
    private final String format;

    private Drive(String value, Path file, String format) {
        this.value = value;
        this.file = file;
        this.format = format;
    }

    /** Parse a value; return empty if it has no file or is read-only. */
    static Optional<Drive> parse(String value) {
        Matcher file = FILE.matcher(value);
        if (!file.find() || value.contains("readonly=on") || value.contains("snapshot=on")) {
            return Optional.empty();
        }
        Matcher format = FORMAT.matcher(value);
        return Optional.of(
                new Drive(
                        value,
                        Path.of(file.group(2).replace(",,", ",")),
                        format.find() ? format.group(2) : "raw"));
    }

    Path file() {
        return file;
    }

    String format() {
        return format;
    }

    /** Return the value with another file, a qcow2 image. */
    String withOverlay(Path overlay) {
        String doubled = overlay.toString().replace(",", ",,");
        String renamed =
                FILE.matcher(value).replaceFirst("$1file=" + Matcher.quoteReplacement(doubled));
        Matcher named = FORMAT.matcher(renamed);
        return named.find() ? named.replaceFirst("$1format=qcow2") : renamed + ",format=qcow2";
    }
}
