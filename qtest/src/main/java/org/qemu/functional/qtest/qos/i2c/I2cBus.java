package org.qemu.functional.qtest.qos.i2c;

/** A controller and its bus; addresses have 7 bits. */
public interface I2cBus {
    /**
     * Send bytes to a device.
     *
     * @throws AssertionError if it does not acknowledge its address or a byte
     */
    void write(int address, byte... bytes);

    /**
     * Have a device send bytes.
     *
     * @throws AssertionError if it does not acknowledge its address
     */
    byte[] read(int address, int size);

    /** The device at an address, which need not be there. */
    default I2cDevice device(int address) {
        return new I2cDevice(this, address);
    }
}
