package org.qemu.functional.machine.daemon;

import java.time.Duration;

/**
 * The time limits of a daemon, which {@code QEMU_TEST_TIMEOUT_SCALE} multiplies.
 *
 * @param launch the limit for the program to be ready
 * @param exit the limit for the exit after SIGTERM
 */
record DaemonLimits(Duration launch, Duration exit) {
    /** The limits outside of tests of this package. */
    static final DaemonLimits DEFAULT =
            new DaemonLimits(Duration.ofSeconds(30), Daemon.EXIT_TIMEOUT);
}
