package org.qemu.functional.qtest.qos.i2c;

/**
 * A device with registers: the first written byte selects a register, further bytes are written to
 * it and the following ones; reads begin at it.
 *
 * @param bus the bus of the device
 * @param address 0 to 127
 */
public record I2cDevice(I2cBus bus, int address) {
    /**
     * Create a device.
     *
     * @throws IllegalArgumentException if the address has more than 7 bits
     */
    public I2cDevice {
        if (address < 0 || address > 0x7f) {
            throw new IllegalArgumentException(
                    "0x%x is not an I2C address; use 0 to 0x7f".formatted(address));
        }
    }

    /** Read a register and those after it. */
    public byte[] read(int register, int size) {
        bus.write(address, (byte) register);
        return bus.read(address, size);
    }

    /** Write a register and those after it. */
    public void write(int register, byte... bytes) {
        byte[] all = new byte[bytes.length + 1];
        all[0] = (byte) register;
        System.arraycopy(bytes, 0, all, 1, bytes.length);
        bus.write(address, all);
    }

    /** Read a register of 8 bits. */
    public int read8(int register) {
        return read(register, 1)[0] & 0xff;
    }

    /** Write a register of 8 bits. */
    public void write8(int register, int value) {
        write(register, (byte) value);
    }

    /** Read a register of 16 bits, most significant byte first. */
    public int read16(int register) {
        byte[] bytes = read(register, 2);
        return (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    }

    /** Write a register of 16 bits, most significant byte first. */
    public void write16(int register, int value) {
        write(register, (byte) (value >>> 8), (byte) value);
    }

    /**
     * Read a register of 8 bits and compare its value.
     *
     * @throws AssertionError if it has another value; the message has both in hex
     */
    public void expect8(int register, int value) {
        expect(register, read8(register), value, 2);
    }

    /**
     * Read a register of 16 bits and compare its value.
     *
     * @throws AssertionError if it has another value; the message has both in hex
     */
    public void expect16(int register, int value) {
        expect(register, read16(register), value, 4);
    }

    private void expect(int register, int found, int expected, int digits) {
        if (found != expected) {
            String hex = "0x%0" + digits + "x";
            throw new AssertionError(
                    "register 0x%02x of the I2C device at 0x%02x: read %s, expected %s"
                            .formatted(
                                    register,
                                    address,
                                    hex.formatted(found),
                                    hex.formatted(expected)));
        }
    }
}
