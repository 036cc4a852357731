package org.qemu.functional.vfiouser.client;

import java.time.Duration;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Capabilities.Migration;
import org.qemu.functional.vfiouser.wire.Capabilities.TwinSocket;

/**
 * How a client behaves.
 *
 * @param capabilities what it says that it can do
 * @param limits what it accepts in a message
 * @param timeout the longest wait for a reply
 * @param log where its messages go
 * @param beforeWait runs after each command is sent, before the client waits for the reply; for a
 *     server in the same thread
 */
public record ClientOptions(
        Capabilities capabilities,
        MessageLimits limits,
        Duration timeout,
        MessageLog log,
        Runnable beforeWait) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * Return the options of a client that accepts 8 descriptors and 1 MiB of data, can migrate a
     * device, and waits for 10 seconds.
     */
    public static ClientOptions create() {
        MessageLimits limits = MessageLimits.DEFAULT;
        Capabilities capabilities =
                Capabilities.of(limits.descriptors(), Capabilities.DEFAULT_MAX_DATA)
                        .with(new Migration((long) Descriptors.pageSize(), null));
        return new ClientOptions(
                capabilities, limits, TIMEOUT, MessageLog.ofLastMessages(), () -> {});
    }

    /** Return these options with other capabilities. */
    public ClientOptions with(Capabilities other) {
        return new ClientOptions(other, limits, timeout, log, beforeWait);
    }

    /** Return these options with another longest wait. */
    public ClientOptions with(Duration other) {
        return new ClientOptions(capabilities, limits, other, log, beforeWait);
    }

    /** Return these options with another log. */
    public ClientOptions with(MessageLog other) {
        return new ClientOptions(capabilities, limits, timeout, other, beforeWait);
    }

    /** Return these options with a second socket for the commands of the server. */
    public ClientOptions withTwinSocket() {
        return with(capabilities.with(new TwinSocket(true, null)));
    }

    /** Return these options with something to do before each wait for a reply. */
    public ClientOptions beforeWait(Runnable action) {
        return new ClientOptions(capabilities, limits, timeout, log, action);
    }
}
