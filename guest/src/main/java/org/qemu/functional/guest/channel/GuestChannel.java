package org.qemu.functional.guest.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.qemu.functional.text.ShellQuoting;

/**
 * A way to a guest's shell and files. Safe for use by many threads.
 *
 * <p>A guest that panics, hangs, reboots or dies ends what is under way with an {@link
 * AssertionError} that says so, whatever the deadline.
 */
public interface GuestChannel extends AutoCloseable {
    /**
     * Wait until the guest answers.
     *
     * @throws AssertionError if it does not within the limit
     */
    void connect(Duration limit);

    /**
     * Start a script of the guest's {@code /bin/sh}, in {@code /root} and a process of its own.
     *
     * @throws AssertionError if the guest cannot start it
     */
    Execution start(String script);

    /**
     * Start a script that reads what is given and then the end of its input.
     *
     * @throws IOException if the command takes no input
     * @throws AssertionError if the guest cannot start it
     */
    default Execution start(String script, byte[] input) throws IOException {
        Execution execution = start(script);
        StdinWriter.feed(execution, input);
        return execution;
    }

    /** Whether what is written to a command's {@link Execution#stdin} gets there while it runs. */
    default boolean takesInput() {
        return false;
    }

    /**
     * Write a file of the guest; it appears at its name when it is whole.
     *
     * @param mode permissions, such as {@code 0644}
     * @throws IOException if the content cannot be read
     * @throws GuestFileException if the guest cannot write it
     */
    void put(InputStream content, String path, int mode, Duration limit) throws IOException;

    /**
     * Read a file of the guest.
     *
     * @return its permissions
     * @throws IOException if the content cannot be written
     * @throws GuestFileException if the guest cannot read it
     */
    int get(String path, OutputStream content, Duration limit) throws IOException;

    /**
     * Wait in the guest until a file is there.
     *
     * @return false if it is not within the limit
     */
    default boolean awaitFile(String path, Duration limit) {
        return GuestCondition.await(this, "[ -e " + ShellQuoting.quote(path) + " ]", limit);
    }

    /**
     * Wait in the guest until something listens on a TCP port.
     *
     * @return false if nothing does within the limit
     */
    default boolean awaitPort(int port, Duration limit) {
        String hex = "%04X".formatted(port);
        return GuestCondition.await(
                this,
                "grep -q ': [0-9A-F]*:" + hex + " [0-9A-F]*:0000 0A' /proc/net/tcp /proc/net/tcp6",
                limit);
    }

    /** Do what has the guest boot anew, and wait until it answers again. */
    default void reboot(Runnable cause, Duration limit) {
        cause.run();
        connect(limit);
    }

    /** Do what puts the guest into another state in which it runs, and wait until it answers. */
    default void restart(Runnable cause, Duration limit) {
        cause.run();
        connect(limit);
    }

    /** End what is under way. */
    @Override
    void close();
}
