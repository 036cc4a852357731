package org.qemu.functional.vfiouser.internal.config;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.ConfigRegisters;
import org.qemu.functional.vfiouser.internal.DeviceErrors;

/**
 * The kinds of capabilities that a device may have, with their identifiers and sizes (PCI Express
 * Base Specification, sections 7.5 to 7.9; linux/pci_regs.h).
 */
enum CapabilityKind {
    POWER_MANAGEMENT("Power Management", 0x01, false, 8, 2),
    MSI("MSI", 0x05, false, 24, 2),
    VENDOR("Vendor-Specific", 0x09, false, 0, 3),
    EXPRESS("PCI Express", 0x10, false, 60, 2),
    MSIX("MSI-X", 0x11, false, 12, 2),
    SERIAL_NUMBER("Device Serial Number", 0x03, true, 12, 4),
    EXTENDED_VENDOR("Vendor-Specific", 0x0b, true, 0, 8);

    private final String label;
    private final int id;
    private final boolean extended;
    private final int fixedSize;
    private final int headerSize;

    CapabilityKind(String label, int id, boolean extended, int fixedSize, int headerSize) {
        this.label = label;
        this.id = id;
        this.extended = extended;
        this.fixedSize = fixedSize;
        this.headerSize = headerSize;
    }

    String label() {
        return label;
    }

    boolean isExtended() {
        return extended;
    }

    /** Return how many of its first bytes no client may write. */
    int headerSize() {
        return headerSize;
    }

    /**
     * Return the size of a capability with this content, in bytes; a vendor's one tells its size.
     */
    int size(ByteBuffer content) {
        int size = fixedSize;
        if (this == VENDOR && content.remaining() > 2) {
            size = content.get(2) & 0xff;
        } else if (this == EXTENDED_VENDOR && content.remaining() >= headerSize) {
            size = (content.getShort(6) & 0xffff) >>> 4;
        }
        if (size < headerSize || content.remaining() < size) {
            throw DeviceErrors.invalid(
                    "Capability '%s' has %d bytes, but its size is %d bytes; at least %d are needed"
                            .formatted(label, content.remaining(), size, headerSize));
        }
        return size;
    }

    /** Return the kind with this identifier. */
    static CapabilityKind of(int id, boolean extended) {
        for (CapabilityKind kind : values()) {
            if (kind.id == id && kind.extended == extended) {
                return kind;
            }
        }
        throw DeviceErrors.notSupported(
                "Capability 0x%x is not one of those that a device may have%s"
                        .formatted(id, extended ? " in its extended space" : ""));
    }

    /** Write to a capability behind its header, as its kind permits. */
    void write(ConfigRegisters config, int base, int offset, ByteBuffer data) {
        switch (this) {
            case POWER_MANAGEMENT -> CapabilityWrites.powerManagement(config, base, offset, data);
            case MSI -> CapabilityWrites.msi(config, base, offset, data);
            case MSIX -> CapabilityWrites.msix(config, base, offset, data);
            case SERIAL_NUMBER ->
                    throw DeviceErrors.notPermitted("A device's serial number cannot be written");
            case EXPRESS ->
                    throw new IllegalStateException("ExpressCapability handles these writes");
            case VENDOR, EXTENDED_VENDOR -> config.write(base + offset, data);
        }
    }
}
