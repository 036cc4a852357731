package org.qemu.functional.qtest.qos.pci;

/**
 * Offsets and bits of the configuration space (PCI Local Bus Specification 3.0, chapter 6; Linux
 * and QEMU name them so in {@code pci_regs.h}).
 */
public final class PciConfig {
    /** Vendor, 16 bits; all ones where no function is. */
    public static final int VENDOR_ID = 0x00;

    /** Device, 16 bits. */
    public static final int DEVICE_ID = 0x02;

    /** Command, 16 bits. */
    public static final int COMMAND = 0x04;

    /** In the command: answer in the space of ports. */
    public static final int COMMAND_IO = 1;

    /** In the command: answer in memory. */
    public static final int COMMAND_MEMORY = 2;

    /** In the command: may read and write memory by itself. */
    public static final int COMMAND_MASTER = 4;

    /** Status, 16 bits. */
    public static final int STATUS = 0x06;

    /** In the status: there is a list of capabilities. */
    public static final int STATUS_CAPABILITIES = 0x10;

    /** Revision, 8 bits. */
    public static final int REVISION_ID = 0x08;

    /** Interface, subclass and class, 24 bits in all. */
    public static final int CLASS = 0x09;

    /** Type of the header, 8 bits. */
    public static final int HEADER_TYPE = 0x0e;

    /** In the type of the header: the device has more functions. */
    public static final int HEADER_MULTIFUNCTION = 0x80;

    /** A header's type: a bridge to another bus. */
    public static final int HEADER_BRIDGE = 1;

    /** The first BAR, 32 bits. */
    public static final int BAR_0 = 0x10;

    /** Of a bridge: buses behind it, 8 bits each: primary, secondary, last. */
    public static final int PRIMARY_BUS = 0x18;

    /** Of a bridge: the bus behind it, 8 bits. */
    public static final int SECONDARY_BUS = 0x19;

    /** Of a bridge: the last bus behind it, 8 bits. */
    public static final int SUBORDINATE_BUS = 0x1a;

    /** Subsystem's vendor, 16 bits. */
    public static final int SUBSYSTEM_VENDOR_ID = 0x2c;

    /** Subsystem, 16 bits. */
    public static final int SUBSYSTEM_ID = 0x2e;

    /** Where the list of capabilities begins, 8 bits. */
    public static final int CAPABILITIES = 0x34;

    /** Interrupt line, 8 bits. */
    public static final int INTERRUPT_LINE = 0x3c;

    /** Interrupt pin, 8 bits: 0 for none, 1 for INTA#. */
    public static final int INTERRUPT_PIN = 0x3d;

    /** A capability: MSI-X. */
    public static final int CAPABILITY_MSIX = 0x11;

    /** A capability: the vendor's own. */
    public static final int CAPABILITY_VENDOR = 0x09;

    /** A capability: PCI Express. */
    public static final int CAPABILITY_EXPRESS = 0x10;

    private PciConfig() {}
}
