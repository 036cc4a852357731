package org.qemu.functional.vfiouser.wire;

import java.nio.ByteBuffer;

/**
 * The 16 bytes at the start of each message.
 *
 * @param id the number that the reply repeats, from 0 to 65535
 * @param command the number of a {@link Command}, or another one from 0 to 65535
 * @param size the size of the message with this header, in bytes
 * @param flags the kind of the message in the low four bits, {@link #NO_REPLY}, {@link #ERROR}
 * @param error the number of an {@link Errno} if {@link #ERROR} is set
 */
public record MessageHeader(int id, int command, long size, int flags, long error) {
    /** The size of a header, in bytes. */
    public static final int SIZE = 16;

    /** The bits of the flags that tell commands from replies. */
    public static final int TYPE_MASK = 0xf;

    /** The kind of a command. */
    public static final int COMMAND = 0;

    /** The kind of a reply. */
    public static final int REPLY = 1;

    /** The flag of a command that wants no reply. */
    public static final int NO_REPLY = 0x10;

    /** The flag of a reply that says that the command failed. */
    public static final int ERROR = 0x20;

    public MessageHeader {
        PayloadFields.checkU16("id", id);
        PayloadFields.checkU16("command", command);
        PayloadFields.checkU32("size", size);
        PayloadFields.checkU32("error", error);
    }

    /** Return the header of a command. */
    public static MessageHeader command(int id, Command command, int payload) {
        return new MessageHeader(id, command.code(), (long) SIZE + payload, COMMAND, 0);
    }

    /** Return the header of a reply to this message. */
    public MessageHeader reply(int payload) {
        return new MessageHeader(id, command, (long) SIZE + payload, REPLY, 0);
    }

    /** Return the header of a reply that says that this command failed. */
    public MessageHeader errorReply(int errno) {
        return new MessageHeader(id, command, SIZE, REPLY | ERROR, errno);
    }

    /** Return this header with {@link #NO_REPLY} set. */
    public MessageHeader withoutReply() {
        return new MessageHeader(id, command, size, flags | NO_REPLY, error);
    }

    /** Tell whether this is the header of a command. */
    public boolean isCommand() {
        return (flags & TYPE_MASK) == COMMAND;
    }

    /** Tell whether this is the header of a reply. */
    public boolean isReply() {
        return (flags & TYPE_MASK) == REPLY;
    }

    /** Tell whether this is the header of a reply that says that the command failed. */
    public boolean isError() {
        return isReply() && (flags & ERROR) != 0;
    }

    /** Tell whether the sender of this command waits for a reply. */
    public boolean wantsReply() {
        return isCommand() && (flags & NO_REPLY) == 0;
    }

    /** Return the size of the payload, in bytes; negative if the size of the message is wrong. */
    public long payloadSize() {
        return size - SIZE;
    }

    /** Write the header at the position of a little-endian buffer. */
    public void encode(ByteBuffer out) {
        out.putShort((short) id);
        out.putShort((short) command);
        out.putInt((int) size);
        out.putInt(flags);
        out.putInt((int) error);
    }

    /**
     * Read a header, whatever its values.
     *
     * @throws MalformedPayloadException if there are fewer than 16 bytes
     */
    public static MessageHeader decode(ByteBuffer bytes) {
        ByteBuffer in = PayloadFields.atLeast(bytes, SIZE, "header");
        return new MessageHeader(
                PayloadFields.u16(in),
                PayloadFields.u16(in),
                PayloadFields.u32(in),
                in.getInt(),
                PayloadFields.u32(in));
    }

    /** Return the name of the command, or {@code command 999} for an unknown number. */
    public String commandName() {
        return Command.nameOf(command);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(commandName());
        text.append(isReply() ? " reply" : isCommand() ? "" : " of type " + (flags & TYPE_MASK));
        text.append(" #").append(id).append(", ").append(size).append(" bytes");
        if ((flags & NO_REPLY) != 0) {
            text.append(", no reply wanted");
        }
        if ((flags & ERROR) != 0) {
            text.append(", error ").append(Errno.nameOf(error));
        }
        int unknown = flags & ~(TYPE_MASK | NO_REPLY | ERROR);
        if (unknown != 0) {
            text.append(", unknown flags ")
                    .append(PayloadFields.hex(Integer.toUnsignedLong(unknown)));
        }
        return text.toString();
    }
}
