package org.qemu.functional.suite.internal;

import java.util.Map;
import org.qemu.functional.asset.PrefetchResult;

/** The exit status of a test program, and of the {@code precache} command. */
public enum ExitCode {
    /** Every test passed or was skipped. */
    OK(0),
    /** A test failed. */
    FAILED(1),
    /** Wrong usage, or no such test. */
    USAGE(2),
    /** The harness itself failed, for example because its standard output was closed. */
    INTERNAL_ERROR(3),
    /** Tests failed only because of faults of the harness; the TAP is complete. */
    HARNESS_FAILED(3),
    /** Tests failed only because QEMU crashed. */
    QEMU_CRASHED(4),
    /** Tests failed only because the guest crashed. */
    GUEST_CRASHED(5),
    /** Tests failed only because required assets are missing. */
    ASSETS_MISSING(6),
    /** Assets could not be fetched but may be available later: EX_TEMPFAIL of sysexits.h. */
    TRY_AGAIN(75);

    private static final String MESON = "MESON_TEST_ITERATION";

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    /**
     * Return the exit code for a prefetch: a permanent failure takes precedence over temporary
     * ones.
     */
    public static ExitCode of(PrefetchResult result) {
        if (!result.permanentFailures().isEmpty()) {
            return FAILED;
        }
        return result.complete() ? OK : TRY_AGAIN;
    }

    /** Return this code, or another one for a further prefetch if that is worse. */
    public ExitCode and(ExitCode further) {
        return this == FAILED || further == OK ? this : further;
    }

    /** Return the exit status. */
    public int status() {
        return status;
    }

    /**
     * Return the exit status for an environment. meson treats every status but 0 as a crash of the
     * program; it takes failed tests from the TAP.
     */
    public int status(Map<String, String> environment) {
        return isToldByTap() && environment.containsKey(MESON) ? OK.status : status;
    }

    private boolean isToldByTap() {
        return switch (this) {
            case FAILED, HARNESS_FAILED, QEMU_CRASHED, GUEST_CRASHED, ASSETS_MISSING -> true;
            case OK, USAGE, INTERNAL_ERROR, TRY_AGAIN -> false;
        };
    }
}
