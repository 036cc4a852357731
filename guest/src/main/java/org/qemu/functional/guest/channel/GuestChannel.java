package org.qemu.functional.guest.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.qemu.functional.guest.internal.channel.GuestCondition;
import org.qemu.functional.guest.internal.channel.StdinWriter;
import org.qemu.functional.text.ShellQuoting;

/**
 * A channel to a guest's shell and files. Thread-safe.
 *
 * <p>If the guest panics, hangs, reboots or dies, pending operations end with an {@link
 * AssertionError} that says so, regardless of their deadlines.
 */
public interface GuestChannel extends AutoCloseable {
    /**
     * Wait until the guest answers.
     *
     * @throws AssertionError if it does not answer within the limit
     */
    void connect(Duration limit);

    /**
     * Start a script of the guest's {@code /bin/sh} in {@code /root}, in a process of its own.
     *
     * @throws AssertionError if the guest cannot start it
     */
    Execution start(String script);

    /**
     * Start a script with the given standard input.
     *
     * @throws IOException if the command accepts no input
     * @throws AssertionError if the guest cannot start it
     */
    default Execution start(String script, byte[] input) throws IOException {
        Execution execution = start(script);
        StdinWriter.feed(execution, input);
        return execution;
    }

    /** Return whether data written to {@link Execution#stdin} reaches a running command. */
    default boolean takesInput() {
        return false;
    }

    /**
     * Write a file of the guest atomically.
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
     * Wait in the guest until a file exists.
     *
     * @return false if it does not within the limit
     */
    default boolean awaitFile(String path, Duration limit) {
        return GuestCondition.await(this, "[ -e " + ShellQuoting.quote(path) + " ]", limit);
    }

    /**
     * Wait in the guest until a program listens on a TCP port.
     *
     * @return false if none does within the limit
     */
    default boolean awaitPort(int port, Duration limit) {
        String hex = "%04X".formatted(port);
        return GuestCondition.await(
                this,
                "grep -q ': [0-9A-F]*:" + hex + " [0-9A-F]*:0000 0A' /proc/net/tcp /proc/net/tcp6",
                limit);
    }

    /** Run an action that reboots the guest, and wait until the guest answers again. */
    default void reboot(Runnable cause, Duration limit) {
        cause.run();
        connect(limit);
    }

    /**
     * Run an action that puts the guest into another running state, and wait until the guest
     * answers.
     */
    default void restart(Runnable cause, Duration limit) {
        cause.run();
        connect(limit);
    }

    /** Close the channel and end pending operations. */
    @Override
    void close();
}
