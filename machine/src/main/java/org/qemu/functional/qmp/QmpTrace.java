package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import org.qemu.functional.text.SafeText;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceSpan;

/** Adds the messages on a machine's monitor to the trace of the test. */
final class QmpTrace {
    static final QmpTrace NONE = new QmpTrace(TestTrace.NONE, "");

    private static final String KIND = "qmp";

    private final TestTrace trace;
    private final String vm;

    private QmpTrace(TestTrace trace, String vm) {
        this.trace = trace;
        this.vm = vm;
    }

    /** Add messages to the trace of the calling thread's test. */
    static QmpTrace of(String vm) {
        return new QmpTrace(TestTrace.current(), vm);
    }

    TraceSpan command(JsonNode message) {
        TestTrace to = this == NONE ? trace : trace.orCurrent();
        if (!to.isOn()) {
            return to.begin(new JsonFields());
        }
        String command = message.path("execute").asText(message.path("exec-oob").asText());
        JsonFields fields = to.entry(KIND, command).put("vm", vm).put("command", command);
        if (message.has("exec-oob")) {
            fields.put("outOfBand", true);
        }
        if (message.has("arguments")) {
            putJson(fields, "arguments", message.path("arguments"));
        }
        return to.begin(fields);
    }

    static void replied(TraceSpan span, JsonNode reply) {
        if (!span.isOn()) {
            return;
        }
        if (reply.has("error")) {
            JsonNode error = reply.path("error");
            JsonFields fields = new JsonFields().put("message", error.path("desc").asText());
            putJson(fields, "error", error);
            span.failed(fields);
        } else {
            JsonFields fields = new JsonFields();
            putJson(fields, "reply", reply.path("return"));
            span.ok(fields);
        }
    }

    /** Add a message that was received, if it is an event. */
    void received(JsonNode message) {
        if (!trace.isOn() || !message.has("event")) {
            return;
        }
        String name = message.path("event").asText();
        JsonFields fields = trace.entry("event", name).put("vm", vm);
        if (message.has("data")) {
            putJson(fields, "data", message.path("data"));
        }
        trace.instant(fields);
        String state =
                switch (name) {
                    case "STOP" -> "paused";
                    case "RESUME", "WAKEUP" -> "running";
                    case "SUSPEND" -> "suspended";
                    case "SHUTDOWN" -> "shutdown";
                    case "GUEST_PANICKED" -> "panicked";
                    default -> "";
                };
        if (!state.isEmpty()) {
            trace.instant(trace.entry("state", state).put("vm", vm).put("state", state));
        }
    }

    /** Add a value as JSON, or the beginning of a long one as a text. */
    private static void putJson(JsonFields fields, String name, JsonNode value) {
        String text = Json.excerpt(value, JsonFields.MAX_TEXT);
        boolean whole = text.length() <= JsonFields.MAX_TEXT;
        // Masked passwords may be more than a part of one text.
        if (whole && SafeText.withoutPasswords(text).equals(text)) {
            fields.json(name, text);
        } else {
            fields.put(name, text, Integer.MAX_VALUE);
        }
    }
}
