package org.qemu.functional.report.internal.input;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A test point of TAP with its YAML block.
 *
 * @param directive {@code skip}, {@code todo} or empty
 * @param reason the text after the directive
 * @param details the YAML block, empty if there is none or if it is damaged
 */
record TapPoint(
        boolean ok, String name, String directive, String reason, Map<String, Object> details) {

    /** Return a text of the YAML block, or empty. */
    String text(String key) {
        Object value = details.get(key);
        return value == null || value instanceof Map || value instanceof List
                ? ""
                : value.toString();
    }

    /** Return a list of texts of the YAML block; a single text is a list of one. */
    List<String> list(String key) {
        return list(details.get(key));
    }

    /** Return the texts of an entry that the test published. */
    List<String> entry(String key) {
        return details.get("entries") instanceof Map<?, ?> entries
                ? list(entries.get(key))
                : List.of();
    }

    private static List<String> list(@Nullable Object value) {
        if (value instanceof List<?> all) {
            return all.stream().map(String::valueOf).toList();
        }
        return value == null ? List.of() : List.of(value.toString());
    }
}
