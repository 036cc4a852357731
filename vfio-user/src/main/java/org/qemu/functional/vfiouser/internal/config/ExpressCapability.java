package org.qemu.functional.vfiouser.internal.config;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.qemu.functional.vfiouser.ConfigRegisters;
import org.qemu.functional.vfiouser.internal.DeviceErrors;

/**
 * Applies a client's writes to the PCI Express capability (PCI Express Base Specification, section
 * 7.5.3), among them the request for a function level reset.
 */
final class ExpressCapability {
    /** The offset of the Device Control register. */
    static final int DEVICE_CONTROL = 0x08;

    private static final int DEVICE_CAPABILITIES = 0x04;
    private static final int FUNCTION_LEVEL_RESET_CAPABLE = 1 << 28;
    private static final int INITIATE_FUNCTION_LEVEL_RESET = 1 << 15;
    private static final int DEVICE_STATUS = 0x0a;
    private static final int LINK_CONTROL = 0x10;
    private static final int LINK_STATUS = 0x12;
    private static final int SLOT_CONTROL = 0x18;
    private static final int SLOT_STATUS = 0x1a;
    private static final int ROOT_CONTROL = 0x1c;
    private static final int DEVICE_CONTROL_2 = 0x28;
    private static final int LINK_CONTROL_2 = 0x30;
    private static final int LINK_STATUS_2 = 0x32;
    private static final int SLOT_CONTROL_2 = 0x38;

    private final Runnable functionLevelReset;

    /**
     * Create the handler of a device.
     *
     * @param functionLevelReset resets the device; it may throw
     */
    ExpressCapability(Runnable functionLevelReset) {
        this.functionLevelReset = functionLevelReset;
    }

    /** Write a register, which must be one of two bytes. */
    void write(ConfigRegisters config, int base, int offset, ByteBuffer data) {
        if (data.remaining() != 2) {
            throw DeviceErrors.invalid(
                    "Write of %d bytes to offset 0x%x of the PCI Express capability: its registers have 2 bytes"
                            .formatted(data.remaining(), offset));
        }
        int value = data.order(ByteOrder.LITTLE_ENDIAN).getShort() & 0xffff;
        switch (offset) {
            case DEVICE_CONTROL -> writeDeviceControl(config, base, value);
            case DEVICE_CONTROL_2, LINK_CONTROL_2 -> config.put16(base + offset, value);
            // There is no link, no slot and no error to control or to clear.
            case DEVICE_STATUS,
                    LINK_CONTROL,
                    LINK_STATUS,
                    SLOT_CONTROL,
                    SLOT_STATUS,
                    ROOT_CONTROL,
                    LINK_STATUS_2,
                    SLOT_CONTROL_2 -> {}
            default ->
                    throw DeviceErrors.invalid(
                            "Offset 0x%x of the PCI Express capability is no register that can be written"
                                    .formatted(offset));
        }
    }

    private void writeDeviceControl(ConfigRegisters config, int base, int value) {
        config.put16(base + DEVICE_CONTROL, value & ~INITIATE_FUNCTION_LEVEL_RESET);
        if ((value & INITIATE_FUNCTION_LEVEL_RESET) != 0) {
            if ((config.get32(base + DEVICE_CAPABILITIES) & FUNCTION_LEVEL_RESET_CAPABLE) == 0) {
                throw DeviceErrors.invalid("The device is not capable of a function level reset");
            }
            functionLevelReset.run();
        }
    }
}
