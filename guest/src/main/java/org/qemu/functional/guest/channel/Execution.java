package org.qemu.functional.guest.channel;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/** A command that runs in a guest, or has ended. Safe for use by many threads. */
public interface Execution extends AutoCloseable {
    /** Return what the command reads; closing it is the end of its input. */
    OutputStream stdin();

    /** Return what the command writes, as it comes. A reader that lags slows the command down. */
    InputStream stdout();

    /** Return what the command writes to its standard error, as it comes. */
    InputStream stderr();

    /**
     * Send a signal to the command and its children.
     *
     * @param signal a number of signal(7), such as 15 for SIGTERM
     */
    void signal(int signal);

    /**
     * Wait until the command ends; its output may still be unread.
     *
     * @return empty if it runs on after the limit
     * @throws AssertionError if the guest is lost
     * @throws InterruptedException if the thread is interrupted, which leaves the command running
     */
    Optional<ExitStatus> await(Duration limit) throws InterruptedException;

    /** Kill the command if it runs, and forget what it wrote. */
    @Override
    void close();
}
