package org.qemu.functional.qtest;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.qemu.functional.machine.QemuDiedError;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/** A register by its name: what is read there and was not expected is told by name and in hex. */
public final class Register {
    /** How long {@link #await} waits. */
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

    /** Read it. */
    public long read() {
        return read("");
    }

    /** Read it and compare with a value; return what was read. */
    public long expect(long value) {
        return expect(width.mask(), value);
    }

    /**
     * Read it and compare those of its bits that are in a mask; return what was read, all of it.
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
     * Read it again and again, as a driver does, until those of its bits that are in a mask have a
     * value; return what was read then. Each reading lets QEMU's main loop go round.
     *
     * @throws RegisterError if that does not come within {@link #TIMEOUT}; it has the last reading
     */
    public long await(long mask, long value) {
        return await(mask, value, TIMEOUT);
    }

    /**
     * Read it again and again for some time: see {@link #await(long, long)}.
     *
     * @param limit before the scale of {@code QEMU_TEST_TIMEOUT_SCALE}
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

    /** Write it. */
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

    /** Write it, read it and compare: a register that keeps what it is told. */
    public void writeAndExpect(long value) {
        write(value);
        expect(value);
    }

    /** Set bits; the others are written as they were read. */
    public void set(long bits) {
        write(read() | bits);
    }

    /** Clear bits; the others are written as they were read. */
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

    /** Its name, and where it is. */
    @Override
    public String toString() {
        return "register '%s' (%s, %d bits)".formatted(name, region.where(address), width.bits());
    }
}
