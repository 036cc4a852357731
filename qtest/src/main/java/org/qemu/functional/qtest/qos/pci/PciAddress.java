package org.qemu.functional.qtest.qos.pci;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a function: {@code 00:1f.2}.
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
     * Create an address.
     *
     * @throws IllegalArgumentException if a component is out of bounds
     */
    public PciAddress {
        if (bus < 0 || bus > 255 || device < 0 || device > 31 || function < 0 || function > 7) {
            throw new IllegalArgumentException(
                    "%x:%x.%x is not a PCI address".formatted(bus, device, function));
        }
    }

    /**
     * Parse an address in the format of {@code lspci} and QEMU's {@code addr=}; bus and function
     * are 0 if omitted.
     *
     * @throws IllegalArgumentException if it is malformed
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

    /** Return bus, device and function as one number of 16 bits. */
    public int number() {
        return bus << 8 | device << 3 | function;
    }

    @Override
    public int compareTo(PciAddress other) {
        return Integer.compare(number(), other.number());
    }

    /** Return the address in the format of {@code lspci}. */
    @Override
    public String toString() {
        return "%02x:%02x.%x".formatted(bus, device, function);
    }
}
