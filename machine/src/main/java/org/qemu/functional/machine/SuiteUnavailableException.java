package org.qemu.functional.machine;

import org.opentest4j.TestAbortedException;
import org.qemu.functional.text.SafeText;

/**
 * Thrown if the QEMU of the suite that {@code QEMU_SUITE} names is not in the cache and cannot be
 * fetched now: no network, or downloads are off. JUnit skips a test that throws it.
 *
 * @see MissingQemuException
 */
public final class SuiteUnavailableException extends TestAbortedException {
    private static final long serialVersionUID = 1;

    SuiteUnavailableException(Throwable cause) {
        super(SafeText.line(String.valueOf(cause.getMessage())), cause);
    }
}
