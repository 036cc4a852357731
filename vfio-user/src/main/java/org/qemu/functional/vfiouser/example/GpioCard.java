package org.qemu.functional.vfiouser.example;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.MigrationHandler;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.VfioUserDevice;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

/**
 * A digital I/O card with the identifiers of the ACCES PCI-IDIO-16, for which Linux has the driver
 * {@code gpio-pci-idio-16}. It behaves as the sample server of the same name in libvfio-user: it
 * counts how often each output pin was set, and an input pin is high while the count of its output
 * pin is a multiple of 3.
 *
 * <p>The registers are I/O ports in BAR 2, one byte each: outputs 0 to 7 at offset 0 and 8 to 15 at
 * offset 4; inputs 0 to 7 at offset 1 and 8 to 15 at offset 5.
 */
public final class GpioCard implements MigrationHandler {
    /** The identifier of ACCES I/O Products. */
    public static final int VENDOR = 0x494f;

    /** The identifier of the PCI-IDIO-16. */
    public static final int DEVICE = 0x0dc8;

    private static final int PINS = 16;
    private static final int PINS_PER_REGISTER = 8;
    private static final int PORTS = 0x100;

    private final Consumer<String> log;
    private final int[] counts = new int[PINS];
    private final VfioUserDevice device;
    private boolean saved;

    /**
     * Create a card.
     *
     * @param log takes a line for each access, such as {@code region2: wrote 0x1 to (0x0:1)}
     */
    public GpioCard(Consumer<String> log) {
        this.log = log;
        device =
                VfioUserDevice.builder(VENDOR, DEVICE)
                        .bar(
                                2,
                                DeviceRegion.io(
                                        PORTS, RegionHandler.registers(this::get, this::set)))
                        .interrupts(PciIrq.INTX, 1)
                        .migration(this)
                        .build();
    }

    /** Return the device, to serve it. */
    public VfioUserDevice device() {
        return device;
    }

    /** Return how often a client set an output pin, 0 to 15. */
    public synchronized int count(int pin) {
        return counts[pin];
    }

    private synchronized long get(long offset, int size) {
        long value =
                switch ((int) offset) {
                    case 1 -> inputs(0);
                    case 5 -> inputs(PINS_PER_REGISTER);
                    default -> 0;
                };
        log.accept("region2: read 0x%x from (0x%x:%d)".formatted(value, offset, size));
        return value;
    }

    private synchronized void set(long offset, int size, long value) {
        switch ((int) offset) {
            case 0 -> output(0, value);
            case 4 -> output(PINS_PER_REGISTER, value);
            default -> {}
        }
        log.accept("region2: wrote 0x%x to (0x%x:%d)".formatted(value, offset, size));
    }

    private void output(int first, long value) {
        for (int i = 0; i < PINS_PER_REGISTER; i++) {
            counts[first + i] += (int) (value >> i & 1);
        }
        saved = false;
    }

    private long inputs(int first) {
        long value = 0;
        for (int i = 0; i < PINS_PER_REGISTER; i++) {
            value |= counts[first + i] % 3 == 0 ? 1L << i : 0;
        }
        return value;
    }

    @Override
    public synchronized void enter(MigrationState state) {
        saved = false;
    }

    @Override
    public synchronized void save(ByteBuffer data) {
        int size = PINS * Integer.BYTES;
        if (!saved && data.remaining() < size) {
            throw new DeviceException(
                    Errno.EINVAL, "The card's state has %d bytes".formatted(size));
        }
        if (!saved) {
            data.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(counts);
            data.position(data.position() + size);
            saved = true;
        }
    }

    @Override
    public synchronized void restore(ByteBuffer data) {
        if (data.remaining() != PINS * Integer.BYTES) {
            throw new DeviceException(
                    Errno.EINVAL,
                    "A card's state does not have %d bytes".formatted(data.remaining()));
        }
        data.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(counts);
        data.position(data.limit());
    }
}
