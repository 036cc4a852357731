package org.qemu.functional.guest;

import java.util.function.Supplier;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceSpan;

/** Adds what a test does with a guest to the trace of the test. */
final class GuestTrace {
    private static final String KIND = "guest";

    private GuestTrace() {}

    /** Run a command as a step. */
    static CommandResult command(QemuMachine vm, String script, Supplier<CommandResult> run) {
        TestTrace trace = TestTrace.current();
        if (!trace.isOn()) {
            return run.get();
        }
        TraceSpan span =
                trace.begin(
                        trace.entry(KIND, title(script))
                                .put("vm", vm.name())
                                .put("command", script));
        CommandResult result = ended(span, run);
        span.ok(
                new JsonFields()
                        .put("status", result.exitStatus())
                        .put("stdout", result.stdoutExcerpt(JsonFields.MAX_TEXT))
                        .put("stderr", result.stderrExcerpt(JsonFields.MAX_TEXT)));
        return result;
    }

    /** Run an action as a step. */
    static <T> T step(QemuMachine vm, String title, Supplier<T> action) {
        TestTrace trace = TestTrace.current();
        TraceSpan span = trace.begin(trace.entry(KIND, title).put("vm", vm.name()));
        T result = ended(span, action);
        span.ok();
        return result;
    }

    /** Run an action without a result as a step. */
    static void step(QemuMachine vm, String title, Runnable action) {
        boolean unused =
                step(
                        vm,
                        title,
                        () -> {
                            action.run();
                            return true;
                        });
    }

    /** Record that a command was started whose end the test waits for itself. */
    static void started(QemuMachine vm, String script) {
        TestTrace trace = TestTrace.current();
        trace.instant(
                trace.entry(KIND, "start " + title(script))
                        .put("vm", vm.name())
                        .put("command", script));
    }

    private static <T> T ended(TraceSpan span, Supplier<T> action) {
        try {
            return action.get();
        } catch (RuntimeException | Error e) {
            span.failed(e);
            throw e;
        }
    }

    private static String title(String script) {
        String text = script.strip();
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end) + " …";
    }
}
