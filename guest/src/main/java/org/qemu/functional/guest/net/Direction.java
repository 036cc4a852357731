package org.qemu.functional.guest.net;

/** A direction of a link. */
public enum Direction {
    /** From the VM to the network. */
    FROM_GUEST,
    /** From the network to the VM. */
    TO_GUEST
}
