package org.qemu.functional.machine;

/** A kind of thing that a build of QEMU has some of, by name. */
public enum Ability {
    /** A machine type, or an alias of one. */
    MACHINE("machine"),
    /** A type of device, or an alias of one: what {@code -device} takes. */
    DEVICE("device"),
    /** A CPU model; targets on which QEMU lists none are taken to have any. */
    CPU("CPU"),
    /** A network back-end: what {@code -netdev} takes. */
    NETDEV("network back-end"),
    /** An accelerator such as {@code tcg}. */
    ACCELERATOR("accelerator");

    private final String words;

    Ability(String words) {
        this.words = words;
    }

    /** The name of the kind in a message, such as {@code network back-end}. */
    @Override
    public String toString() {
        return words;
    }
}
