package org.qemu.functional.vfiouser.internal.config;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.ConfigRegisters;
import org.qemu.functional.vfiouser.internal.DeviceErrors;

/** Applies a client's writes to capabilities, with the bits that each lets it change. */
final class CapabilityWrites {
    private static final int POWER_CAPABILITIES = 2;
    private static final int POWER_CONTROL = 4;
    private static final int POWER_BRIDGE = 6;
    private static final int POWER_DATA = 7;

    private static final int MESSAGE_CONTROL = 2;
    private static final int MSI_ENABLE = 0x1;
    private static final int MSI_VECTORS_ENABLED = 0x70;
    private static final int MSI_MOST_VECTORS = 5;

    /** What of an MSI capability can be written: control, address, upper address, data, mask. */
    private static final byte[] MSI_MASK = mask(24, 2, 0x71, 4, 0xfc, 5, 0xff, 6, 0xff, 7, 0xff);

    static {
        for (int i = 8; i < 20; i++) {
            MSI_MASK[i] = (byte) 0xff;
        }
    }

    /** Of MSI-X, only the function's mask and its enable bit. */
    private static final byte[] MSIX_MASK = mask(12, 3, 0xc0);

    private CapabilityWrites() {}

    /** Write to the control register of power management; the other registers are read-only. */
    static void powerManagement(ConfigRegisters config, int base, int offset, ByteBuffer data) {
        int size =
                switch (offset) {
                    case POWER_CAPABILITIES, POWER_CONTROL -> 2;
                    case POWER_BRIDGE, POWER_DATA -> 1;
                    default -> 0;
                };
        if (size != data.remaining()) {
            throw DeviceErrors.invalid(
                    "Write of %d bytes to offset %d of the Power Management capability: the register there has %d bytes"
                            .formatted(data.remaining(), offset, size));
        }
        if (offset != POWER_CONTROL) {
            throw DeviceErrors.notSupported(
                    "Register %d of the Power Management capability is read-only"
                            .formatted(offset));
        }
        config.write(base + offset, data);
    }

    /** Write to an MSI capability: at most as many vectors as the device has can be enabled. */
    static void msi(ConfigRegisters config, int base, int offset, ByteBuffer data) {
        int old = config.get16(base + MESSAGE_CONTROL);
        ByteBuffer changed = masked(config, base, offset, data, MSI_MASK);
        int control = wordAfter(config, base, offset, changed);
        int enabled = (control & MSI_VECTORS_ENABLED) >> 4;
        int capable = (old >> 1) & 0x7;
        if (enabled > MSI_MOST_VECTORS || enabled > capable) {
            throw DeviceErrors.invalid(
                    "MSI: 2^%d vectors cannot be enabled, the device has 2^%d"
                            .formatted(enabled, capable));
        }
        config.write(base + offset, changed);
    }

    /** Write to an MSI-X capability. */
    static void msix(ConfigRegisters config, int base, int offset, ByteBuffer data) {
        config.write(base + offset, masked(config, base, offset, data, MSIX_MASK));
    }

    /** Tell whether the client has enabled MSI in this capability. */
    static boolean isMsiEnabled(ConfigRegisters config, int base) {
        return (config.get16(base + MESSAGE_CONTROL) & MSI_ENABLE) != 0;
    }

    private static int wordAfter(ConfigRegisters config, int base, int offset, ByteBuffer changed) {
        int word = 0;
        for (int i = 0; i < 2; i++) {
            int index = MESSAGE_CONTROL + i - offset;
            boolean written = index >= 0 && index < changed.remaining();
            int value =
                    written
                            ? changed.get(changed.position() + index) & 0xff
                            : config.get8(base + MESSAGE_CONTROL + i);
            word |= value << (8 * i);
        }
        return word;
    }

    /** Return the bytes of a capability after a write that changes only the bits of a mask. */
    private static ByteBuffer masked(
            ConfigRegisters config, int base, int offset, ByteBuffer data, byte[] mask) {
        ByteBuffer changed = ByteBuffer.allocate(data.remaining());
        for (int i = offset; data.hasRemaining(); i++) {
            int old = config.get8(base + i);
            changed.put((byte) ((old & ~mask[i]) | (data.get() & mask[i])));
        }
        return changed.flip();
    }

    private static byte[] mask(int size, int... offsetsAndBits) {
        byte[] mask = new byte[size];
        for (int i = 0; i < offsetsAndBits.length; i += 2) {
            mask[offsetsAndBits[i]] = (byte) offsetsAndBits[i + 1];
        }
        return mask;
    }
}
