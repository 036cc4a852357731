package org.qemu.functional.qtest.qos.i2c;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;

/**
 * The I2C controller of i.MX chips (i.MX25 Reference Manual, chapter 25; {@code hw/i2c/imx_i2c.c}
 * of QEMU's source). Bytes go by its registers, without interrupts.
 */
public final class ImxI2c implements I2cBus {
    /** Control: the controller is on. */
    public static final int ENABLE = 1 << 7;

    /** Control: interrupt when a byte is through. */
    public static final int INTERRUPT_ENABLE = 1 << 6;

    /** Control: as master; setting it begins a transfer, clearing it ends one. */
    public static final int MASTER = 1 << 5;

    /** Control: transmit. */
    public static final int TRANSMIT = 1 << 4;

    /** Control: do not acknowledge what comes. */
    public static final int NO_ACKNOWLEDGE = 1 << 3;

    /** Control: begin a transfer without ending the one before. */
    public static final int REPEAT_START = 1 << 2;

    /** Status: the bus is busy. */
    public static final int BUSY = 1 << 5;

    /** Status: a byte is through; writing 0 clears it. */
    public static final int INTERRUPT = 1 << 1;

    /** Status: nobody acknowledged. */
    public static final int NOT_ACKNOWLEDGED = 1;

    private final Register control;
    private final Register status;
    private final Register data;

    private ImxI2c(Region registers) {
        control = registers.registerb("I2CR", 0x08);
        status = registers.registerb("I2SR", 0x0c);
        data = registers.registerb("I2DR", 0x10);
    }

    /**
     * Use a controller.
     *
     * @param registers the memory from its first register on
     */
    public static ImxI2c at(Region registers) {
        return new ImxI2c(registers);
    }

    /** The register of the control. */
    public Register control() {
        return control;
    }

    /** The register of the status. */
    public Register status() {
        return status;
    }

    /** The register of the data. */
    public Register data() {
        return data;
    }

    @Override
    public void write(int address, byte... bytes) {
        start(address, false);
        for (int i = 0; i < bytes.length; i++) {
            data.write(bytes[i]);
            String what = "byte %d of %d, 0x%02x,".formatted(i + 1, bytes.length, bytes[i] & 0xff);
            expectAcknowledged(address, what);
            acknowledgeInterrupt();
        }
        stop();
    }

    @Override
    public byte[] read(int address, int size) {
        start(address, true);
        int receiving = ENABLE | MASTER;
        control.write(size == 1 ? receiving | NO_ACKNOWLEDGE : receiving);
        // What is read first is what was sent, and has the first byte fetched.
        data.read();
        status.await(INTERRUPT, INTERRUPT);
        acknowledgeInterrupt();
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            boolean last = i == size - 1;
            if (last) {
                // The transfer ends before the last byte is taken, else one more is fetched.
                stop();
            } else if (i == size - 2) {
                control.write(receiving | NO_ACKNOWLEDGE);
            }
            bytes[i] = (byte) data.read();
            if (!last) {
                status.await(INTERRUPT, INTERRUPT);
                acknowledgeInterrupt();
            }
        }
        return bytes;
    }

    private void start(int address, boolean reading) {
        control.write(ENABLE | MASTER | TRANSMIT);
        status.expect(BUSY, BUSY);
        data.write(address << 1 | (reading ? 1 : 0));
        expectAcknowledged(address, "its address");
        acknowledgeInterrupt();
    }

    private void expectAcknowledged(int address, String what) {
        if ((status.read() & NOT_ACKNOWLEDGED) != 0) {
            stop();
            throw new AssertionError(
                    "no I2C device at 0x%02x acknowledges %s".formatted(address, what));
        }
        status.await(INTERRUPT, INTERRUPT);
    }

    private void acknowledgeInterrupt() {
        status.write(0);
        status.expect(INTERRUPT, 0);
    }

    private void stop() {
        control.write(ENABLE);
        status.expect(BUSY, 0);
    }
}
