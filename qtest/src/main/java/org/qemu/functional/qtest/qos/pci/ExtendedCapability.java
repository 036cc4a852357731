package org.qemu.functional.qtest.qos.pci;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A capability beyond the first 256 bytes of configuration space (PCI Express Base Specification
 * 5.0, 7.6).
 *
 * @param id 16 bits, such as {@link #ERROR_REPORTING}
 * @param version 4 bits
 * @param offset the offset in configuration space
 */
public record ExtendedCapability(int id, int version, int offset) {
    /** Advanced error reporting. */
    public static final int ERROR_REPORTING = 0x0001;

    /** The device's serial number. */
    public static final int SERIAL_NUMBER = 0x0003;

    /** Access control services. */
    public static final int ACCESS_CONTROL = 0x000d;

    private static final int FIRST = 0x100;

    /**
     * Return the extended capabilities of a function; none if it is not PCI Express, or if the host
     * bridge gives access to only 256 bytes of configuration space.
     *
     * @throws AssertionError if the list has a loop
     */
    public static List<ExtendedCapability> of(PciDevice device) {
        List<ExtendedCapability> found = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        boolean reached = device.bus().configSize() > FIRST;
        for (int at = reached ? FIRST : 0; at >= FIRST; ) {
            long header = device.config().readl(at);
            if (header == 0 || header == 0xffffffffL) {
                break;
            }
            if (!seen.add(at)) {
                throw new AssertionError(
                        "the list of extended capabilities of %s has a loop at 0x%03x"
                                .formatted(device, at));
            }
            found.add(new ExtendedCapability((int) header & 0xffff, (int) header >>> 16 & 0xf, at));
            at = (int) (header >>> 20) & 0xffc;
        }
        return found;
    }

    /** Find the first capability with an id. */
    public static Optional<ExtendedCapability> of(PciDevice device, int id) {
        return of(device).stream().filter(capability -> capability.id() == id).findFirst();
    }
}
