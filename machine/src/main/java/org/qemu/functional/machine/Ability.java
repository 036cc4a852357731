package org.qemu.functional.machine;

/** A category of named features that a build of QEMU may provide. */
public enum Ability {
    /** A machine type or an alias of one. */
    MACHINE("machine"),
    /** A device type or an alias of one, as accepted by {@code -device}. */
    DEVICE("device"),
    /** A CPU model. On targets where QEMU lists no models, every model is accepted. */
    CPU("CPU"),
    /** A network back-end, as accepted by {@code -netdev}. */
    NETDEV("network back-end"),
    /** An accelerator such as {@code tcg}. */
    ACCELERATOR("accelerator");

    private final String words;

    Ability(String words) {
        this.words = words;
    }

    /** Return the name of the category for messages, such as {@code network back-end}. */
    @Override
    public String toString() {
        return words;
    }
}
