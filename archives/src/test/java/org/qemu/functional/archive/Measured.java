package org.qemu.functional.archive;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * The cost of a task in its thread.
 *
 * @param nanos the processor time in ns
 * @param bytes the bytes of allocated memory
 */
record Measured(long nanos, long bytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Measured of(Runnable work) {
        long nanos = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return new Measured(
                THREADS.getCurrentThreadCpuTime() - nanos,
                THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }

    Measured most(Measured other) {
        return new Measured(Math.max(nanos, other.nanos), Math.max(bytes, other.bytes));
    }

    Measured least(Measured other) {
        return new Measured(Math.min(nanos, other.nanos), Math.min(bytes, other.bytes));
    }
}
