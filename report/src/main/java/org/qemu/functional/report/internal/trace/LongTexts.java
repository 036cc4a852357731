package org.qemu.functional.report.internal.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Bounds the texts of a trace. */
final class LongTexts {
    /** In UTF-16 units. */
    static final int LONGEST = 16 << 10;

    static final int LONGEST_TITLE = 1000;

    private LongTexts() {}

    /** Return a value in which each text is bounded. */
    static JsonNode cut(JsonNode value) {
        if (value.isTextual()) {
            return value.asText().length() <= LONGEST
                    ? value
                    : TextNode.valueOf(cut(value.asText(), LONGEST));
        }
        if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            value.forEach(one -> array.add(cut(one)));
            return array;
        }
        if (value.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            value.properties().forEach(one -> object.set(one.getKey(), cut(one.getValue())));
            return object;
        }
        return value;
    }

    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }
}
