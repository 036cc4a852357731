package org.qemu.functional.vfiouser;

/** Why a device is reset. */
public enum ResetKind {
    /** The client sent the command. */
    DEVICE,

    /** The client wrote the bit for a function level reset to the PCI Express capability. */
    FUNCTION_LEVEL,

    /** The connection to the client ended. */
    LOST_CONNECTION
}
