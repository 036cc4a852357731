package org.qemu.functional.qtest.qos.pci;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a function of a device is: {@code 00:1f.2}.
 *
 * @param bus 0 to 255
 * @param device 0 to 31
 * @param function 0 to 7
 */
public record PciAddress(int bus, int device, int function) implements Comparable<PciAddress> {
    private static final Pattern FORMAT =
            Pattern.compile(
                    "(?:([0-9a-f]{1,2}):)?([0-9a-f]{1,2})(?:\\.([0-7]))?",
                    Pattern.CASE_INSENSITIVE);

    /**
     * Check the bounds.
     *
     * @throws IllegalArgumentException if one is exceeded
     */
    public PciAddress {
        if (bus < 0 || bus > 255 || device < 0 || device > 31 || function < 0 || function > 7) {
            throw new IllegalArgumentException(
                    "there is no PCI address %x:%x.%x".formatted(bus, device, function));
        }
    }

    /**
     * Read an address as {@code lspci} and QEMU's {@code addr=} write it; bus and function may be
     * left away and are 0 then.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static PciAddress of(String text) {
        Matcher parts = FORMAT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a PCI address such as '00:1f.2' or '1f'".formatted(text));
        }
        return new PciAddress(
                parts.group(1) == null ? 0 : Integer.parseInt(parts.group(1), 16),
                Integer.parseInt(parts.group(2), 16),
                parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3)));
    }

    /** Bus, device and function as one number of 16 bits. */
    public int number() {
        return bus << 8 | device << 3 | function;
    }

    @Override
    public int compareTo(PciAddress other) {
        return Integer.compare(number(), other.number());
    }

    /** The address as {@code lspci} writes it. */
    @Override
    public String toString() {
        return "%02x:%02x.%x".formatted(bus, device, function);
    }
}
