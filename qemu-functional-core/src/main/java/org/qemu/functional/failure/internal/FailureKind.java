package org.qemu.functional.failure.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.asset.AssetException;
import org.qemu.functional.asset.AssetUnavailableException;
import org.qemu.functional.budget.BudgetExceededError;
import org.qemu.functional.files.DiskFullErrors;
import org.qemu.functional.machine.AbnormalShutdownException;
import org.qemu.functional.machine.GuestFailedError;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.MissingQemuException;
import org.qemu.functional.machine.QemuDiedError;
import org.qemu.functional.machine.WaitTimeout;
import org.qemu.functional.machine.daemon.DaemonDiedError;
import org.qemu.functional.machine.internal.suite.SuiteFetchException;
import org.qemu.functional.qmp.QmpProtocolException;
import org.qemu.functional.qmp.QmpTimeoutException;
import org.qemu.functional.suite.internal.ExitCode;

/**
 * The kind of a test's failure: its most likely cause.
 *
 * <p>The first kind that applies to the exception, its causes or suppressed exceptions is used: for
 * example, a crash of QEMU explains all later failures.
 */
public enum FailureKind {
    /** A daemon that serves QEMU, such as swtpm, was killed by a signal or exited by itself. */
    DAEMON_CRASH(ExitCode.FAILED),
    /** QEMU was killed by a signal or exited with an unexpected status. */
    QEMU_CRASH(ExitCode.QEMU_CRASHED),
    /** The guest panicked, or its firmware trapped. */
    GUEST_CRASH(ExitCode.GUEST_CRASHED),
    /** A download of the test is not available. */
    MISSING_ASSET(ExitCode.ASSETS_MISSING),
    /** A download or an archive of the test does not have the expected content. */
    BAD_ASSET(ExitCode.ASSETS_MISSING),
    /**
     * The host lacks something that the test needs, such as a QEMU, another program or space on a
     * disk, or QEMU's wrapper exited too early.
     */
    ENVIRONMENT(ExitCode.FAILED),
    /** An expected event did not occur in time. */
    TIMEOUT(ExitCode.FAILED),
    /** The harness itself failed because of a full disk or a bug, or its peer does not use QMP. */
    HARNESS(ExitCode.HARNESS_FAILED),
    /** The behavior under test is not as expected. */
    TEST(ExitCode.FAILED);

    private static final String OURS = "org.qemu.functional.";
    private static final String TESTS = OURS + "tests.";

    private final ExitCode exitCode;

    FailureKind(ExitCode exitCode) {
        this.exitCode = exitCode;
    }

    /** Return the name of the kind in TAP, such as {@code qemu-crash}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Classify what a test threw. */
    public static FailureKind of(Throwable thrown) {
        List<Throwable> all = new ArrayList<>();
        collect(thrown, Collections.newSetFromMap(new IdentityHashMap<>()), all);
        FailureKind kind = all.stream().map(FailureKind::ofOne).min(Enum::compareTo).orElse(TEST);
        // With an unusable monitor, waits and shutdowns end only at their deadlines.
        boolean nonsense = all.stream().anyMatch(QmpProtocolException.class::isInstance);
        return nonsense && kind.compareTo(TIMEOUT) >= 0 ? HARNESS : kind;
    }

    /** Return the exit status of a run in which all failures are of this kind. */
    public ExitCode exitCode() {
        return exitCode;
    }

    private static void collect(
            @Nullable Throwable thrown, Set<Throwable> seen, List<Throwable> all) {
        if (thrown == null || !seen.add(thrown)) {
            return;
        }
        all.add(thrown);
        collect(thrown.getCause(), seen, all);
        for (Throwable suppressed : thrown.getSuppressed()) {
            collect(suppressed, seen, all);
        }
    }

    private static FailureKind ofOne(Throwable thrown) {
        if (thrown instanceof DaemonDiedError died) {
            return died.isCrash() ? DAEMON_CRASH : TEST;
        }
        if (thrown instanceof LaunchException launch) {
            return launch.exitCode() < 0
                    ? QEMU_CRASH
                    : launch.isOfEnvironment() ? ENVIRONMENT : TEST;
        }
        if (thrown instanceof MissingQemuException) {
            return ENVIRONMENT;
        }
        if (thrown instanceof QemuDiedError died) {
            return died.isOfEnvironment()
                    ? ENVIRONMENT
                    : died.getCause() instanceof QmpProtocolException ? HARNESS : QEMU_CRASH;
        }
        if (thrown instanceof AbnormalShutdownException end && end.exit().isPresent()) {
            return QEMU_CRASH;
        }
        if (thrown instanceof GuestFailedError failed) {
            return failed.crash().isPresent() ? GUEST_CRASH : TEST;
        }
        if (thrown instanceof AssetException asset && asset.hasWrongContent()) {
            return BAD_ASSET;
        }
        if (thrown instanceof AssetException
                || thrown instanceof AssetUnavailableException
                || SuiteFetchException.isCauseOf(thrown)) {
            return MISSING_ASSET;
        }
        if (thrown instanceof ArchiveException && !DiskFullErrors.isCauseOf(thrown)) {
            return BAD_ASSET;
        }
        if (thrown instanceof WaitTimeout
                || thrown instanceof QmpTimeoutException
                || thrown instanceof TimeoutException
                || thrown instanceof BudgetExceededError
                || thrown instanceof AbnormalShutdownException) {
            return TIMEOUT;
        }
        if (isOfHarness(thrown)) {
            return HARNESS;
        }
        return thrown instanceof IOException && DiskFullErrors.isCauseOf(thrown)
                ? ENVIRONMENT
                : TEST;
    }

    /**
     * Return whether an exception is an I/O error, an error of the Java virtual machine or one that
     * tests do not cause, and was thrown in the harness.
     */
    private static boolean isOfHarness(Throwable thrown) {
        boolean suspicious =
                thrown instanceof IOException
                        || thrown instanceof UncheckedIOException
                        || thrown instanceof VirtualMachineError
                        || thrown instanceof LinkageError
                        || thrown instanceof NullPointerException
                        || thrown instanceof IndexOutOfBoundsException
                        || thrown instanceof ClassCastException;
        if (!suspicious) {
            return false;
        }
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (frame.getClassName().startsWith(OURS)) {
                return !frame.getClassName().startsWith(TESTS);
            }
        }
        return false;
    }
}
