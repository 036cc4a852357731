package org.qemu.functional.guest.net;

/** Name a direction of a link. */
public enum Direction {
    /** From the VM into the network. */
    FROM_GUEST,
    /** From the network to the VM. */
    TO_GUEST
}
