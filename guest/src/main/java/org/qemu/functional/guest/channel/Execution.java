package org.qemu.functional.guest.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/** A command in a guest, running or ended. Thread-safe. */
public interface Execution extends AutoCloseable {
    /** Return the command's standard input; closing it ends the input. */
    OutputStream stdin();

    /** Return the command's standard output as it arrives. A slow reader slows the command down. */
    InputStream stdout();

    /** Return the command's standard error as it arrives. */
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
     * @return empty if it is still running after the limit
     * @throws AssertionError if the guest is lost
     * @throws InterruptedException if the thread is interrupted, which leaves the command running
     */
    Optional<GuestExitStatus> await(Duration limit) throws InterruptedException;

    /**
     * Wait until the command ends, and collect its output.
     *
     * @param most the maximum number of bytes of each stream
     * @return empty if it is still running after the limit
     * @throws OutputLimitError if it writes more
     * @throws AssertionError if the guest is lost
     */
    default Optional<CommandOutput> collect(long most, Duration limit)
            throws InterruptedException, IOException {
        Optional<GuestExitStatus> status = await(limit);
        if (status.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new CommandOutput(status.get(), readAll(stdout(), most), readAll(stderr(), most)));
    }

    private static byte[] readAll(InputStream stream, long most) throws IOException {
        byte[] all = stream.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
        if (all.length > most) {
            throw new OutputLimitError(most);
        }
        return all;
    }

    /** Kill the command if it is running, and discard its output. */
    @Override
    void close();
}
