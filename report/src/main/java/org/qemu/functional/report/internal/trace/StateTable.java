package org.qemu.functional.report.internal.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the states of machines: those that the trace names, or else those that follow from
 * launches and exits.
 */
final class StateTable {
    private final Map<String, List<MachineState>> named = new LinkedHashMap<>();
    private final Map<String, List<MachineState>> derived = new LinkedHashMap<>();

    void begin(JsonNode node, double t) {
        switch (node.path("kind").asText()) {
            case "launch" -> derive(node, t, "launching", null);
            case "shutdown" -> derive(node, t, "shutdown", null);
            default -> {
                // Says nothing about the machine.
            }
        }
    }

    void end(JsonNode begin, JsonNode end, double t) {
        boolean failed = end.path("outcome").asText().equals("failed");
        switch (begin.path("kind").asText()) {
            case "launch" -> derive(begin, t, failed ? "exited" : "running", null);
            case "shutdown" -> derive(begin, t, "exited", null);
            default -> {
                // Says nothing about the machine.
            }
        }
    }

    /** Add a state, and return whether the instant was nothing else. */
    boolean instant(JsonNode node, double t) {
        String kind = node.path("kind").asText();
        if (kind.equals("state")) {
            String text = node.path("title").asText("");
            add(named, node, t, node.path("state").asText("unknown"), text.isEmpty() ? null : text);
            return true;
        }
        if (kind.equals("exit")) {
            derive(node, t, "exited", "status " + node.path("status").asText("unknown"));
        }
        return false;
    }

    List<MachineStates> machines() {
        Map<String, List<MachineState>> all = new LinkedHashMap<>(derived);
        all.putAll(named);
        return all.entrySet().stream()
                .map(entry -> new MachineStates(entry.getKey(), entry.getValue()))
                .toList();
    }

    private void derive(JsonNode node, double t, String state, @Nullable String text) {
        add(derived, node, t, state, text);
    }

    private static void add(
            Map<String, List<MachineState>> states,
            JsonNode node,
            double t,
            String state,
            @Nullable String text) {
        List<MachineState> ofMachine =
                states.computeIfAbsent(
                        node.path("vm").asText("default"), name -> new ArrayList<>());
        MachineState last = ofMachine.isEmpty() ? null : ofMachine.get(ofMachine.size() - 1);
        if (last == null || !last.state().equals(state) || text != null) {
            ofMachine.add(new MachineState(t, state, text));
        }
    }
}
