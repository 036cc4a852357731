package org.qemu.functional.vfiouser.wire;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands of the protocol, by the numbers of the vfio-user specification. */
public enum Command {
    VERSION(1),
    DMA_MAP(2),
    DMA_UNMAP(3),
    DEVICE_GET_INFO(4),
    DEVICE_GET_REGION_INFO(5),
    DEVICE_GET_REGION_IO_FDS(6),
    DEVICE_GET_IRQ_INFO(7),
    DEVICE_SET_IRQS(8),
    REGION_READ(9),
    REGION_WRITE(10),

    /** The only command, with {@link #DMA_WRITE}, that the server sends to the client. */
    DMA_READ(11),
    DMA_WRITE(12),
    DEVICE_RESET(13),

    /** Several writes of at most eight bytes each; libvfio-user rejects it. */
    REGION_WRITE_MULTI(15),
    DEVICE_FEATURE(16),
    MIG_DATA_READ(17),
    MIG_DATA_WRITE(18);

    private static final Map<Integer, Command> BY_CODE =
            Stream.of(values()).collect(Collectors.toMap(Command::code, command -> command));

    private final int code;

    Command(int code) {
        this.code = code;
    }

    /** Return the number of this command in a header. */
    public int code() {
        return code;
    }

    /** Return the command with a number, if the protocol has one. */
    public static Optional<Command> of(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** Return the name of a command, or {@code command 999} for an unknown number. */
    public static String nameOf(int code) {
        return of(code).map(Command::name).orElse("command " + code);
    }
}
