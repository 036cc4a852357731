package org.qemu.functional.qtest.qos.pci;

/**
 * Offsets and bits of the configuration space (PCI Local Bus Specification 3.0, chapter 6), named
 * as in {@code pci_regs.h} of Linux and QEMU.
 */
public final class PciConfig {
    /** Vendor ID, 16 bits; all ones if there is no function. */
    public static final int VENDOR_ID = 0x00;

    /** Device ID, 16 bits. */
    public static final int DEVICE_ID = 0x02;

    /** Command, 16 bits. */
    public static final int COMMAND = 0x04;

    /** Command bit: respond in I/O space. */
    public static final int COMMAND_IO = 1;

    /** Command bit: respond in memory space. */
    public static final int COMMAND_MEMORY = 2;

    /** Command bit: bus master. */
    public static final int COMMAND_MASTER = 4;

    /** Status, 16 bits. */
    public static final int STATUS = 0x06;

    /** Status bit: there is a capability list. */
    public static final int STATUS_CAPABILITIES = 0x10;

    /** Revision, 8 bits. */
    public static final int REVISION_ID = 0x08;

    /** Interface, subclass and class, 24 bits in total. */
    public static final int CLASS = 0x09;

    /** Header type, 8 bits. */
    public static final int HEADER_TYPE = 0x0e;

    /** Header type bit: the device has several functions. */
    public static final int HEADER_MULTIFUNCTION = 0x80;

    /** Header type: a bridge to another bus. */
    public static final int HEADER_BRIDGE = 1;

    /** The first BAR, 32 bits. */
    public static final int BAR_0 = 0x10;

    /** Of a bridge: bus numbers, 8 bits each: primary, secondary, subordinate. */
    public static final int PRIMARY_BUS = 0x18;

    /** Of a bridge: the number of the bus behind it, 8 bits. */
    public static final int SECONDARY_BUS = 0x19;

    /** Of a bridge: the highest bus number behind it, 8 bits. */
    public static final int SUBORDINATE_BUS = 0x1a;

    /** Subsystem vendor ID, 16 bits. */
    public static final int SUBSYSTEM_VENDOR_ID = 0x2c;

    /** Subsystem ID, 16 bits. */
    public static final int SUBSYSTEM_ID = 0x2e;

    /** Offset of the first capability, 8 bits. */
    public static final int CAPABILITIES = 0x34;

    /** Interrupt line, 8 bits. */
    public static final int INTERRUPT_LINE = 0x3c;

    /** Interrupt pin, 8 bits: 0 for none, 1 for INTA#. */
    public static final int INTERRUPT_PIN = 0x3d;

    /** Capability ID: MSI-X. */
    public static final int CAPABILITY_MSIX = 0x11;

    /** Capability ID: vendor-specific. */
    public static final int CAPABILITY_VENDOR = 0x09;

    /** Capability ID: PCI Express. */
    public static final int CAPABILITY_EXPRESS = 0x10;

    private PciConfig() {}
}
