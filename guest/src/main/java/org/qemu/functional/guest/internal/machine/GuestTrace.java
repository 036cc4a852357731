package org.qemu.functional.guest.internal.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Supplier;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceSpan;

/** Adds what a test does with a guest to the trace of the test. */
public final class GuestTrace {
    private static final String KIND = "guest";

    /** The maximum number of bytes of a long output, to which its length is added. */
    private static final int MAX_CUT = JsonFields.MAX_TEXT - 40;

    private GuestTrace() {}

    /** Run a command as a step. */
    public static CommandOutput command(
            QemuMachine vm, String script, Supplier<CommandOutput> run) {
        TestTrace trace = TestTrace.current();
        if (!trace.isOn()) {
            return run.get();
        }
        TraceSpan span =
                trace.begin(
                        trace.entry(KIND, title(script))
                                .put("vm", vm.name())
                                .put("command", script));
        CommandOutput output = ended(span, run);
        span.ok(
                new JsonFields()
                        .put("status", output.status().code())
                        .put("stdout", excerpt(output.stdout()))
                        .put("stderr", excerpt(output.stderr())));
        return output;
    }

    /** Run an action as a step. */
    public static <T> T step(QemuMachine vm, String title, Supplier<T> action) {
        TestTrace trace = TestTrace.current();
        TraceSpan span = trace.begin(trace.entry(KIND, title).put("vm", vm.name()));
        T result = ended(span, action);
        span.ok();
        return result;
    }

    /** Run an action without a result as a step. */
    public static void step(QemuMachine vm, String title, Runnable action) {
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
    public static void started(QemuMachine vm, String script) {
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

    /** Decode no more of an output of many megabytes than is shown. */
    private static String excerpt(byte[] bytes) {
        return bytes.length <= JsonFields.MAX_TEXT
                ? new String(bytes, UTF_8)
                : "%s… (%d bytes)".formatted(new String(bytes, 0, MAX_CUT, UTF_8), bytes.length);
    }

    private static String title(String script) {
        String text = script.strip();
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end) + " …";
    }
}
