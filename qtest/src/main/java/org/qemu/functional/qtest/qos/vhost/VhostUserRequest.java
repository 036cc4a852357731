package org.qemu.functional.qtest.qos.vhost;

/** The numbers of QEMU's requests ({@code docs/interop/vhost-user.rst} in QEMU's source). */
public final class VhostUserRequest {
    /** Return the features. */
    public static final int GET_FEATURES = 1;

    /** Set the features that the driver uses. */
    public static final int SET_FEATURES = 2;

    /** The connection is for a device from now on. */
    public static final int SET_OWNER = 3;

    /** Set the regions of the machine's memory. */
    public static final int SET_MEM_TABLE = 5;

    /** Set the size of a ring. */
    public static final int SET_VRING_NUM = 8;

    /** Set the addresses of a ring. */
    public static final int SET_VRING_ADDR = 9;

    /** Set where in the ring the back end continues. */
    public static final int SET_VRING_BASE = 10;

    /** Stop a ring. */
    public static final int GET_VRING_BASE = 11;

    /** Set the descriptor by which the driver notifies the back end. */
    public static final int SET_VRING_KICK = 12;

    /** Set the descriptor by which the back end notifies the driver. */
    public static final int SET_VRING_CALL = 13;

    /** Return the features of the protocol. */
    public static final int GET_PROTOCOL_FEATURES = 15;

    /** Set the features of the protocol. */
    public static final int SET_PROTOCOL_FEATURES = 16;

    /** Return the number of queues. */
    public static final int GET_QUEUE_NUM = 17;

    /** Enable or disable a ring. */
    public static final int SET_VRING_ENABLE = 18;

    /** Return a part of the configuration. */
    public static final int GET_CONFIG = 24;

    private VhostUserRequest() {}
}
