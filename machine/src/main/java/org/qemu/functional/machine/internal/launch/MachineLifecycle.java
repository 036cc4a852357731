package org.qemu.functional.machine.internal.launch;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Log;
import org.qemu.functional.machine.AbnormalShutdownException;
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.trace.internal.TraceSpan;

/** Launch and end a machine, and keep its current or last run. */
public final class MachineLifecycle {
    private static final Log LOG = Log.of("qemu.machine");

    private final MachineConfig config;
    private final RerunScript script;
    private final MachineListeners listeners = new MachineListeners();
    private @Nullable LaunchException failedLaunch;
    private @Nullable LaunchException crashedLaunch;
    private @Nullable RunningMachine run;

    public MachineLifecycle(MachineConfig config) {
        this.config = config;
        script = new RerunScript(config);
    }

    public MachineListeners listeners() {
        return listeners;
    }

    public RerunScript rerunScript() {
        return script;
    }

    public void launch() {
        if (isRunning()) {
            throw new IllegalStateException("VM '%s' is already running".formatted(config.name()));
        }
        if (run != null) {
            run.release();
        }
        config.logs().beginRun();
        failedLaunch = null;
        crashedLaunch = null;
        MachineTrace trace = MachineTrace.of(config);
        TraceSpan span = trace.launch();
        try {
            run = new Launcher(config, script, listeners).launch();
            trace.launched(span, run.process());
        } catch (LaunchException e) {
            // A test that expects a launch to fail does not expect QEMU to crash.
            crashedLaunch = e.exitCode() < 0 ? e : null;
            failedLaunch = e;
            trace.launchFailed(span, e);
            throw e;
        } catch (RuntimeException | Error e) {
            span.failed(e);
            throw e;
        }
        LOG.info("VM '{}': QEMU runs as process {}", config.name(), run.process().pid());
        listeners.launched();
    }

    public boolean wasLaunched() {
        return run != null;
    }

    public boolean isRunning() {
        return run != null && run.process().isAlive();
    }

    /**
     * Return the current or last run.
     *
     * @throws IllegalStateException if the machine was never launched
     */
    public RunningMachine run() {
        if (run == null) {
            throw new IllegalStateException(notLaunched());
        }
        return run;
    }

    private String notLaunched() {
        return "VM '%s' was not launched; call launch() first".formatted(config.name());
    }

    public int exitCode() {
        if (failedLaunch != null) {
            return failedLaunch.exitCode();
        }
        ExitStatus status = run().process().exit().getNow(null);
        if (status == null) {
            throw new IllegalStateException(
                    "VM '%s' still runs; call waitForExit() or shutdown() first"
                            .formatted(config.name()));
        }
        run().acknowledgeExit();
        return status.code();
    }

    public void shutdown(Duration timeout) {
        LaunchException crash = crashedLaunch;
        crashedLaunch = null;
        if (run != null) {
            run.shutdown(TimeoutScale.scaled(timeout));
        }
        if (crash != null && !config.expectsExit(crash.exitCode())) {
            ExitStatus exit = new ExitStatus(crash.exitCode());
            throw new AbnormalShutdownException(
                    "VM '%s': QEMU %s at its launch. Call vm.expectExit(%d) before launch() if this exit is intended.\n%s"
                            .formatted(config.name(), exit, exit.code(), crash.getMessage()),
                    exit);
        }
    }

    public void kill() {
        if (run != null) {
            run.kill();
        }
    }

    public void endBecause(Supplier<? extends Throwable> cause) {
        if (run != null) {
            run.endBecause(cause);
        }
    }

    public void gatherEvidence() {
        if (run != null) {
            run.evidence().gather();
        }
    }

    public String describe(Duration limit) {
        return run == null ? notLaunched() : run.describe(limit);
    }
}
