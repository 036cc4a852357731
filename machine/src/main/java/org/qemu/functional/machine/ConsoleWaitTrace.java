package org.qemu.functional.machine;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.ConsoleMatch;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.trace.internal.ConsoleRecord;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceSpan;

/** The step of a console wait in the trace of the test. */
final class ConsoleWaitTrace {
    private final Console console;
    private final TraceSpan span;

    private ConsoleWaitTrace(Console console, TraceSpan span) {
        this.console = console;
        this.span = span;
    }

    static ConsoleWaitTrace begin(
            Console console,
            String title,
            List<ConsolePattern> success,
            List<ConsolePattern> failure,
            Duration timeout,
            @Nullable String keys) {
        TestTrace trace = TestTrace.current();
        if (!trace.isOn()) {
            return new ConsoleWaitTrace(console, trace.begin(new JsonFields()));
        }
        ConsoleRecord record = console.transcript().record();
        trace.mention(record);
        JsonFields fields =
                trace.entry("wait", title)
                        .put("vm", record.vm())
                        .put("console", record.console())
                        .put("patterns", success)
                        .put("failurePatterns", failure)
                        .seconds("deadline", timeout.toNanos())
                        .put("from", console.matched())
                        .put("keys", keys);
        return new ConsoleWaitTrace(console, trace.begin(fields));
    }

    void matched(ConsoleMatch match) {
        if (span.isOn()) {
            span.ok(new JsonFields().put("match", match.text()).put("offset", console.matched()));
        }
    }

    void failed(Throwable thrown) {
        if (span.isOn()) {
            span.failed(thrown, new JsonFields().put("received", console.received()));
        }
    }
}
