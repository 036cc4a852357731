package org.qemu.functional.report.internal.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.CountText;

/** Joins the beginnings and the ends of steps. */
final class StepTable {
    /** More would be too much to look at; a note says how many were left out. */
    static final int MOST = 50_000;

    private static final Set<String> COMMON =
            Set.of(
                    "t", "event", "id", "kind", "vm", "console", "title", "parent", "outcome",
                    "details");

    private final List<TraceStep> ended = new ArrayList<>();
    private final List<ScreenPicture> screens = new ArrayList<>();
    private final Map<Long, JsonNode> open = new LinkedHashMap<>();
    private final Map<Long, Double> begins = new LinkedHashMap<>();
    private final Set<Long> used = new HashSet<>();
    private long unnamed = 1_000_000_000L;
    private long left;
    private double lastLeft;

    void begin(JsonNode node, double t) {
        if (isFull(t)) {
            return;
        }
        long id = id(node);
        open.put(id, node);
        begins.put(id, t);
    }

    /** End a step, and return the line with which it began, or {@code null} if there is none. */
    @Nullable JsonNode end(JsonNode node, double t) {
        long id = node.path("id").asLong(-1);
        JsonNode begin = open.remove(id);
        Double from = begins.remove(id);
        if (begin == null || from == null) {
            return null;
        }
        ObjectNode details = details(begin);
        details.setAll(details(node));
        String outcome = outcome(node.path("outcome").asText());
        ended.add(step(id, begin, from, Math.max(from, t), outcome, details));
        addScreen(id, begin, details, t);
        return begin;
    }

    void instant(JsonNode node, double t) {
        if (isFull(t)) {
            return;
        }
        long id = id(node);
        ObjectNode details = details(node);
        ended.add(step(id, node, t, t, outcome(node.path("outcome").asText()), details));
        addScreen(id, node, details, t);
    }

    /** Return all steps in the order of their beginnings; those that did not end are open. */
    List<TraceStep> all() {
        List<TraceStep> all = new ArrayList<>(ended);
        open.forEach(
                (id, begin) ->
                        all.add(
                                step(
                                        id,
                                        begin,
                                        begins.getOrDefault(id, 0.0),
                                        null,
                                        "open",
                                        details(begin))));
        all.sort(Comparator.comparingDouble(TraceStep::from).thenComparingLong(TraceStep::id));
        if (left > 0) {
            String title =
                    CountText.of(left, "further step")
                            + (left == 1 ? " is" : " are")
                            + " in trace.jsonl only";
            all.add(
                    new TraceStep(
                            unnamed + 1,
                            null,
                            "note",
                            null,
                            null,
                            title,
                            lastLeft,
                            lastLeft,
                            "ok",
                            null));
        }
        return all;
    }

    List<ScreenPicture> screens() {
        return List.copyOf(screens);
    }

    private boolean isFull(double t) {
        if (ended.size() + open.size() < MOST) {
            return false;
        }
        left++;
        lastLeft = t;
        return true;
    }

    private long id(JsonNode node) {
        long id = node.path("id").canConvertToLong() ? node.path("id").asLong() : -1;
        return id >= 0 && used.add(id) ? id : ++unnamed;
    }

    private void addScreen(long id, JsonNode node, ObjectNode details, double t) {
        if (node.path("kind").asText().equals("screendump") && details.path("file").isTextual()) {
            String expected =
                    details.path("expected").isTextual() ? details.path("expected").asText() : null;
            screens.add(
                    new ScreenPicture(t, details.path("file").asText(), expected, id, title(node)));
        }
    }

    private static TraceStep step(
            long id,
            JsonNode node,
            double from,
            @Nullable Double to,
            String outcome,
            ObjectNode details) {
        return new TraceStep(
                id,
                node.path("parent").canConvertToLong() ? node.path("parent").asLong() : null,
                kind(node),
                text(node, "vm"),
                text(node, "console"),
                title(node),
                from,
                to,
                outcome,
                details.isEmpty() ? null : details);
    }

    private static String kind(JsonNode node) {
        return node.path("kind").asText("note");
    }

    private static String title(JsonNode node) {
        String title = node.path("title").asText("");
        return LongTexts.cut(
                title.isEmpty() ? node.path("text").asText(kind(node)) : title,
                LongTexts.LONGEST_TITLE);
    }

    private static String outcome(String word) {
        return switch (word) {
            case "failed", "skipped" -> word;
            default -> "ok";
        };
    }

    private static ObjectNode details(JsonNode node) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        node.properties().stream()
                .filter(entry -> !COMMON.contains(entry.getKey()))
                .forEach(entry -> details.set(entry.getKey(), LongTexts.cut(entry.getValue())));
        node.path("details")
                .properties()
                .forEach(entry -> details.set(entry.getKey(), LongTexts.cut(entry.getValue())));
        return details;
    }

    private static @Nullable String text(JsonNode node, String key) {
        return node.path(key).isTextual() ? node.path(key).asText() : null;
    }
}
