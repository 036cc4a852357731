package org.qemu.functional.machine.internal.launch;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.internal.process.QemuProcess;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceSpan;

/** Adds the states of a machine to the trace of the test that launched it. */
final class MachineTrace {
    private final TestTrace trace;
    private final MachineConfig config;
    private final AtomicBoolean exited = new AtomicBoolean();

    private MachineTrace(TestTrace trace, MachineConfig config) {
        this.trace = trace;
        this.config = config;
    }

    static MachineTrace of(MachineConfig config) {
        return new MachineTrace(TestTrace.current(), config);
    }

    TraceSpan launch() {
        if (!trace.isOn()) {
            return none();
        }
        String binary = String.valueOf(config.binary().path().getFileName());
        TraceSpan span =
                trace.begin(entry("launch", "launch " + binary).put("command", config.command()));
        state("launching");
        return span;
    }

    void launched(TraceSpan span, QemuProcess process) {
        if (trace.isOn()) {
            state(config.command().contains("-S") ? "paused" : "running");
            span.ok(new JsonFields().put("pid", process.pid()));
        }
    }

    void launchFailed(TraceSpan span, LaunchException e) {
        if (trace.isOn() && e.exitCode() != 0) {
            exited(new ExitStatus(e.exitCode()));
        }
        span.failed(e);
    }

    TraceSpan exitWait(Duration timeout) {
        TestTrace to = trace.orCurrent();
        return to.begin(
                to.entry("wait", "wait for the exit of QEMU")
                        .put("vm", config.name())
                        .seconds("deadline", timeout.toNanos()));
    }

    TraceSpan shutdown(String title) {
        TestTrace to = trace.orCurrent();
        return to.begin(to.entry("shutdown", title).put("vm", config.name()));
    }

    /** Begin to describe the machine for a report: what follows is no action of the test. */
    TraceSpan evidence() {
        TestTrace to = trace.orCurrent();
        return to.begin(
                to.entry("evidence", "describe the machine for the report")
                        .put("vm", config.name()));
    }

    TraceSpan none() {
        return TestTrace.NONE.begin(new JsonFields());
    }

    /** Record the exit once; the process and the end of the run both report it. */
    void exited(ExitStatus exit) {
        if (trace.isOn() && exited.compareAndSet(false, true)) {
            trace.instant(entry("exit", "QEMU " + exit).put("status", exit.code()));
            state("exited");
        }
    }

    private void state(String state) {
        trace.instant(entry("state", state).put("state", state));
    }

    private JsonFields entry(String kind, String title) {
        return trace.entry(kind, title).put("vm", config.name());
    }
}
