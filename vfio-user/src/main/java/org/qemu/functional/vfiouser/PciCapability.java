package org.qemu.functional.vfiouser;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A capability for the configuration space of a device: its content, where it goes, and who handles
 * the accesses of a client (PCI Express Base Specification, sections 7.5 to 7.9).
 */
public final class PciCapability {
    private static final int NEXT_FREE = 0;

    private final byte[] content;
    private final boolean extended;
    private final int position;
    private final boolean readOnly;
    private final boolean handled;

    private PciCapability(
            byte[] content, boolean extended, int position, boolean readOnly, boolean handled) {
        this.content = content;
        this.extended = extended;
        this.position = position;
        this.readOnly = readOnly;
        this.handled = handled;
    }

    /**
     * Return a capability of the conventional space with this content, its two bytes of identifier
     * and next pointer included.
     */
    public static PciCapability of(byte[] content) {
        return new PciCapability(content.clone(), false, NEXT_FREE, false, false);
    }

    /**
     * Return a capability of the extended space with this content, its four bytes of identifier,
     * version and next pointer included.
     */
    public static PciCapability extended(byte[] content) {
        return new PciCapability(content.clone(), true, NEXT_FREE, false, false);
    }

    /** Return a Power Management capability of version 3, without the states D1 and D2. */
    public static PciCapability powerManagement() {
        return of(content(8, 0x01).putShort(2, (short) 0x0003).array());
    }

    /**
     * Return an MSI capability with 64-bit addresses and a mask for each vector.
     *
     * @param vectors 1, 2, 4, 8, 16 or 32
     * @throws IllegalArgumentException if the number is another one
     */
    public static PciCapability msi(int vectors) {
        if (vectors < 1 || vectors > 32 || Integer.bitCount(vectors) != 1) {
            throw new IllegalArgumentException(
                    "'%d' is not a number of MSI vectors: 1, 2, 4, 8, 16 or 32".formatted(vectors));
        }
        int control = 0x0180 | (Integer.numberOfTrailingZeros(vectors) << 1);
        return of(content(24, 0x05).putShort(2, (short) control).array());
    }

    /**
     * Return an MSI-X capability.
     *
     * @param vectors 1 to 2048
     * @param tableBar the BAR with the table of vectors, 16 bytes each
     * @param tableOffset the table's offset in the BAR, a multiple of 8
     * @param pendingBar the BAR with the array of pending bits
     * @param pendingOffset the array's offset in the BAR, a multiple of 8
     * @throws IllegalArgumentException if a number is out of its bounds
     */
    public static PciCapability msix(
            int vectors, int tableBar, int tableOffset, int pendingBar, int pendingOffset) {
        if (vectors < 1 || vectors > 2048) {
            throw new IllegalArgumentException(
                    "'%d' is not a number of MSI-X vectors: 1 to 2048".formatted(vectors));
        }
        return of(
                content(12, 0x11)
                        .putShort(2, (short) (vectors - 1))
                        .putInt(4, location(tableBar, tableOffset))
                        .putInt(8, location(pendingBar, pendingOffset))
                        .array());
    }

    /**
     * Return a PCI Express capability of an endpoint.
     *
     * @param functionLevelReset whether a client can reset the device through the capability
     */
    public static PciCapability express(boolean functionLevelReset) {
        // Version 2, type 0: an endpoint. Bit 15 of the device's capabilities: errors by role.
        return of(
                content(60, 0x10)
                        .putShort(2, (short) 0x0002)
                        .putInt(4, 0x8000 | (functionLevelReset ? 1 << 28 : 0))
                        .array());
    }

    /**
     * Return a vendor-specific capability with these bytes behind its header of three bytes.
     *
     * @throws IllegalArgumentException if there are more than 252 bytes
     */
    public static PciCapability vendor(byte[] data) {
        if (data.length > 252) {
            throw new IllegalArgumentException(
                    "A vendor-specific capability holds at most 252 bytes, not %d"
                            .formatted(data.length));
        }
        int size = 3 + data.length;
        return of(content(size, 0x09).put(2, (byte) size).put(3, data).array());
    }

    /** Return an extended capability with the device's serial number. */
    public static PciCapability serialNumber(long number) {
        return extended(content(12, 0x03).putLong(4, number).array());
    }

    /**
     * Return an extended vendor-specific capability with these bytes behind its header.
     *
     * @param id the identifier that the vendor gave it, 16 bits
     * @throws IllegalArgumentException if there are more than 4087 bytes
     */
    public static PciCapability extendedVendor(int id, byte[] data) {
        int size = 8 + data.length;
        if (size > 0xfff) {
            throw new IllegalArgumentException(
                    "An extended vendor-specific capability holds at most 4087 bytes, not %d"
                            .formatted(data.length));
        }
        return extended(
                content(size, 0x0b)
                        .putShort(4, (short) id)
                        .putShort(6, (short) (size << 4))
                        .put(8, data)
                        .array());
    }

    /**
     * Return this capability at a position in the configuration space. Without one, it goes behind
     * the last capability.
     *
     * @param offset the offset in bytes, a multiple of 4
     */
    public PciCapability at(int offset) {
        return new PciCapability(content, extended, offset, readOnly, handled);
    }

    /** Return this capability, but so that every write of a client fails with EPERM. */
    public PciCapability readOnly() {
        return new PciCapability(content, extended, position, true, handled);
    }

    /** Return this capability with the handler of the configuration space for its accesses. */
    public PciCapability handled() {
        return new PciCapability(content, extended, position, readOnly, true);
    }

    /** Return a copy of the content, little-endian. */
    public ByteBuffer content() {
        return ByteBuffer.wrap(content.clone()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Tell whether the capability belongs to the extended space. */
    public boolean isExtended() {
        return extended;
    }

    /** Return the offset in the configuration space in bytes, or 0 for the next free one. */
    public int position() {
        return position;
    }

    /** Tell whether every write of a client fails. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Tell whether the handler of the configuration space handles the accesses. */
    public boolean isHandled() {
        return handled;
    }

    private static ByteBuffer content(int size, int id) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(0, (byte) id);
    }

    private static int location(int bar, int offset) {
        if (bar < 0 || bar > 5 || (offset & 0x7) != 0) {
            throw new IllegalArgumentException(
                    "Offset 0x%x of BAR %d is no place for MSI-X: give a multiple of 8 in BAR 0 to 5"
                            .formatted(offset, bar));
        }
        return offset | bar;
    }
}
