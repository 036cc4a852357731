package org.qemu.functional.tap;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Builds the YAML block of a point, a mapping between {@code ---} and {@code ...}, key by key. */
final class YamlBlock {

    private static final String INDENT = "  ";

    private final StringBuilder lines = new StringBuilder();

    /** Add milliseconds with three decimal places, so that a microsecond is still visible. */
    YamlBlock milliseconds(String key, long nanoseconds) {
        lines.append(INDENT).append(key).append(": ");
        lines.append(BigDecimal.valueOf(Math.round(nanoseconds / 1e3), 3)).append('\n');
        return this;
    }

    /** Add a text, shortened in the middle if it is longer than {@link YamlText#MAX_LENGTH}. */
    YamlBlock text(String key, String value) {
        put(INDENT + key, INDENT, value);
        return this;
    }

    /** Add a list of texts, or nothing if it is empty. */
    YamlBlock list(String key, Collection<String> values) {
        if (!values.isEmpty()) {
            lines.append(INDENT).append(key).append(":\n");
            putElements(INDENT, values);
        }
        return this;
    }

    /**
     * Add a mapping from any key to one text, or to a list if there are several, or nothing if it
     * is empty.
     */
    YamlBlock map(String key, Map<String, List<String>> values) {
        if (!values.isEmpty()) {
            lines.append(INDENT).append(key).append(":\n");
            values.forEach(this::putEntry);
        }
        return this;
    }

    private void putEntry(String key, List<String> values) {
        String indent = INDENT.repeat(2);
        String start = indent + YamlText.quoted(YamlText.bounded(key));
        if (values.size() == 1) {
            put(start, indent, values.get(0));
        } else {
            lines.append(start).append(":\n");
            putElements(indent, values);
        }
    }

    private void putElements(String indent, Collection<String> values) {
        for (String value : values) {
            lines.append(indent).append(INDENT).append("- ");
            lines.append(YamlText.quotedElement(YamlText.bounded(value))).append('\n');
        }
    }

    private void put(String start, String indent, String value) {
        String text = YamlText.bounded(value);
        lines.append(start);
        if (YamlText.fitsLiteral(text)) {
            lines.append(": |\n");
            for (String line : YamlText.lines(text)) {
                lines.append(indent).append(INDENT).append(line).append('\n');
            }
        } else {
            lines.append(": ").append(YamlText.quoted(text)).append('\n');
        }
    }

    /** Return the lines of the block, each with its line break. */
    @Override
    public String toString() {
        return INDENT + "---\n" + lines + INDENT + "...\n";
    }
}
