package org.qemu.functional.launch;

import java.util.Map;
import org.qemu.functional.asset.PrefetchResult;

/** The exit status of a test program, and of the {@code precache} command. */
public enum ExitCode {
    /** Every test ran well or was skipped. */
    OK(0),
    /** A test failed. */
    FAILED(1),
    /** Wrong usage, or no such test. */
    USAGE(2),
    /** The harness itself broke, its standard output for one. */
    INTERNAL_ERROR(3),
    /** Tests failed for faults of the harness, and for nothing else; the TAP is whole. */
    HARNESS_FAILED(3),
    /** Tests failed because QEMU crashed, and for nothing else. */
    QEMU_CRASHED(4),
    /** Tests failed because the guest crashed, and for nothing else. */
    GUEST_CRASHED(5),
    /** Tests failed for want of assets that must be there, and for nothing else. */
    ASSETS_MISSING(6),
    /**
     * Assets that were to be fetched cannot be had now, but perhaps later: EX_TEMPFAIL of
     * sysexits.h.
     */
    TRY_AGAIN(75);

    private static final String MESON = "MESON_TEST_ITERATION";

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    /** Returns what a fetch comes to: one failure for good outweighs those that may pass. */
    public static ExitCode of(PrefetchResult result) {
        if (!result.permanentFailures().isEmpty()) {
            return FAILED;
        }
        return result.complete() ? OK : TRY_AGAIN;
    }

    /** Returns the status to exit with. */
    public int status() {
        return status;
    }

    /**
     * The status to exit with. meson takes any but 0 for a crashed program; it reads of a failed
     * test in the TAP.
     */
    int status(Map<String, String> environment) {
        return isToldByTap() && environment.containsKey(MESON) ? OK.status : status;
    }

    private boolean isToldByTap() {
        return switch (this) {
            case FAILED, HARNESS_FAILED, QEMU_CRASHED, GUEST_CRASHED, ASSETS_MISSING -> true;
            case OK, USAGE, INTERNAL_ERROR, TRY_AGAIN -> false;
        };
    }
}
