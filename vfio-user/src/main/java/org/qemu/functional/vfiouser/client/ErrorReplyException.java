package org.qemu.functional.vfiouser.client;

import java.util.Optional;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.VfioUserException;

/** Thrown when the other side replied that a command failed. */
public final class ErrorReplyException extends VfioUserException {
    private static final long serialVersionUID = 1;

    private final String command;
    private final long number;

    ErrorReplyException(MessageHeader reply, String message) {
        super(message, null);
        command = reply.commandName();
        number = reply.error();
    }

    /** Return the name of the command that failed. */
    public String command() {
        return command;
    }

    /** Return the number of the error. */
    public long number() {
        return number;
    }

    /** Return the error, if Linux has one with its number. */
    public Optional<Errno> errno() {
        return Errno.of(number);
    }
}
