package org.qemu.functional.qtest.qos.i2c;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;

/**
 * The I2C controller of i.MX chips (i.MX25 Reference Manual, chapter 25; {@code hw/i2c/imx_i2c.c}
 * in QEMU's source). Bytes are transferred through its registers, without interrupts.
 */
public final class ImxI2c implements I2cBus {
    /** Control: enable the controller. */
    public static final int ENABLE = 1 << 7;

    /** Control: interrupt when a byte is transferred. */
    public static final int INTERRUPT_ENABLE = 1 << 6;

    /** Control: master mode; setting it starts a transfer, clearing it stops the transfer. */
    public static final int MASTER = 1 << 5;

    /** Control: transmit. */
    public static final int TRANSMIT = 1 << 4;

    /** Control: do not acknowledge received bytes. */
    public static final int NO_ACKNOWLEDGE = 1 << 3;

    /** Control: start a transfer without stopping the previous one. */
    public static final int REPEAT_START = 1 << 2;

    /** Status: the bus is busy. */
    public static final int BUSY = 1 << 5;

    /** Status: a byte was transferred; writing 0 clears it. */
    public static final int INTERRUPT = 1 << 1;

    /** Status: no acknowledgement. */
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
     * Return the driver of a controller.
     *
     * @param registers a region that begins at its first register
     */
    public static ImxI2c at(Region registers) {
        return new ImxI2c(registers);
    }

    /** Return the control register. */
    public Register control() {
        return control;
    }

    /** Return the status register. */
    public Register status() {
        return status;
    }

    /** Return the data register. */
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
        // The first read returns the byte that was sent, and starts the transfer of the first byte.
        data.read();
        status.await(INTERRUPT, INTERRUPT);
        acknowledgeInterrupt();
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            boolean last = i == size - 1;
            if (last) {
                // Stop before reading the last byte: otherwise another byte would be transferred.
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
