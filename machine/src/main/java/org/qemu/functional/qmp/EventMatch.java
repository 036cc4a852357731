package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Compare an event with the part of it that a test requires. */
public final class EventMatch {
    private EventMatch() {}

    /**
     * Return whether an event contains the wanted members, also in nested objects; other members
     * are ignored. Arrays and plain values must be equal.
     *
     * @param wanted values that Jackson can convert to JSON
     */
    public static boolean matches(JsonNode event, Map<String, ?> wanted) {
        return contains(event, Json.of(wanted));
    }

    private static boolean contains(JsonNode whole, JsonNode part) {
        if (!part.isObject()) {
            // Jackson has different node types for 1 as an int and as a long.
            boolean numbers = part.isNumber() && whole.isNumber();
            return numbers
                    ? part.decimalValue().compareTo(whole.decimalValue()) == 0
                    : part.equals(whole);
        }
        if (!whole.isObject()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> field : part.properties()) {
            if (!whole.has(field.getKey())
                    || !contains(whole.path(field.getKey()), field.getValue())) {
                return false;
            }
        }
        return true;
    }
}
