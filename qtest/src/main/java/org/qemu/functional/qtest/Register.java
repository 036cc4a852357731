package org.qemu.functional.qtest;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.qemu.functional.machine.QemuDiedError;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/** A named register. Errors about unexpected values contain the name, and the values in hex. */
public final class Register {
    /** The default time limit of {@link #await}. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final Region region;
    private final Width width;
    private final long address;

    Register(String name, Region region, Width width, long address) {
        this.name = name;
        this.region = region;
        this.width = width;
        this.address = address;
    }

    /** Read the register. */
    public long read() {
        return read("");
    }

    /** Read the register and compare its value; return the value. */
    public long expect(long value) {
        return expect(width.mask(), value);
    }

    /**
     * Read the register and compare the bits in a mask; return the complete value.
     *
     * @throws RegisterError if they differ
     */
    public long expect(long mask, long value) {
        String expected = expected(mask, value);
        long found = read(expected);
        if ((found & mask) != (value & mask & width.mask())) {
            throw new RegisterError(this, found, expected);
        }
        return found;
    }

    /**
     * Poll the register, as a driver does, until the bits in a mask have a value; return the
     * complete value. Each read lets QEMU's main loop run once.
     *
     * @throws RegisterError if that does not happen within {@link #TIMEOUT}; the message has the
     *     last value
     */
    public long await(long mask, long value) {
        return await(mask, value, TIMEOUT);
    }

    /**
     * Poll the register with a time limit: see {@link #await(long, long)}.
     *
     * @param limit the time limit before it is multiplied by {@code QEMU_TEST_TIMEOUT_SCALE}
     */
    public long await(long mask, long value, Duration limit) {
        String expected = expected(mask, value);
        long[] last = new long[1];
        boolean came =
                Poll.until(
                        limit,
                        () -> {
                            last[0] = read(expected);
                            return (last[0] & mask) == (value & mask & width.mask());
                        });
        if (!came) {
            throw new RegisterError(
                    this,
                    last[0],
                    "%s within %s".formatted(expected, Seconds.format(TimeoutScale.scaled(limit))));
        }
        return last[0];
    }

    /** Write the register. */
    public void write(long value) {
        try {
            region.write(width, address, value);
        } catch (QemuDiedError e) {
            throw new RegisterError(
                    "%s: QEMU died of %s being written\n%s"
                            .formatted(this, width.hex(value), e.getMessage()),
                    e);
        }
    }

    /** Write the register, read it and compare: for a register that stores what is written. */
    public void writeAndExpect(long value) {
        write(value);
        expect(value);
    }

    /** Set bits; write the others as they were read. */
    public void set(long bits) {
        write(read() | bits);
    }

    /** Clear bits; write the others as they were read. */
    public void clear(long bits) {
        write(read() & ~bits);
    }

    private long read(String expected) {
        return guarded(() -> region.read(width, address), expected);
    }

    private long guarded(LongSupplier reading, String expected) {
        try {
            return reading.getAsLong();
        } catch (QemuDiedError e) {
            throw new RegisterError(
                    "%s: QEMU died before anything was read%s\n%s"
                            .formatted(
                                    this,
                                    expected.isEmpty() ? "" : ", expected " + expected,
                                    e.getMessage()),
                    e);
        }
    }

    private String expected(long mask, long value) {
        return (mask & width.mask()) == width.mask()
                ? width.hex(value)
                : "%s in the bits %s".formatted(width.hex(value & mask), width.hex(mask));
    }

    String hex(long value) {
        return width.hex(value);
    }

    /** Return its name and its address. */
    @Override
    public String toString() {
        return "register '%s' (%s, %d bits)".formatted(name, region.where(address), width.bits());
    }
}
