package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Compare an event with the part of it that a test cares for. */
public final class EventMatch {
    private EventMatch() {}

    /**
     * Whether an event has all that is wanted, in objects within objects too; what else it has does
     * not matter. Arrays and plain values are equal or not.
     *
     * @param wanted values that Jackson can turn into JSON
     */
    public static boolean matches(JsonNode event, Map<String, ?> wanted) {
        return contains(event, Json.of(wanted));
    }

    private static boolean contains(JsonNode whole, JsonNode part) {
        if (!part.isObject()) {
            // 1 as Java's int and as its long are nodes of two kinds.
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
