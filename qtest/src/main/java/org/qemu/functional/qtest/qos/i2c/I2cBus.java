package org.qemu.functional.qtest.qos.i2c;

/** An I2C controller and its bus; addresses have 7 bits. */
public interface I2cBus {
    /**
     * Write bytes to a device.
     *
     * @throws AssertionError if it does not acknowledge its address or a byte
     */
    void write(int address, byte... bytes);

    /**
     * Read bytes from a device.
     *
     * @throws AssertionError if it does not acknowledge its address
     */
    byte[] read(int address, int size);

    /** Return the device at an address, which need not exist. */
    default I2cDevice device(int address) {
        return new I2cDevice(this, address);
    }
}
