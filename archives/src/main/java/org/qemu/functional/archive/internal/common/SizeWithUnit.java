package org.qemu.functional.archive.internal.common;

import java.util.Map;
import org.qemu.functional.units.ByteSize;

/** Numbers with a unit suffix. */
public final class SizeWithUnit {
    private static final String SUFFIXES = "KMGT";

    private SizeWithUnit() {}

    public static long of(Map<String, String> environment, String variable, long otherwise) {
        long amount;
        try {
            amount = ByteSize.ofVariable(environment, variable, otherwise);
        } catch (IllegalArgumentException e) {
            amount = 0;
        }
        if (amount > 0) {
            return amount;
        }
        throw new IllegalArgumentException(
                "%s is '%s': it must be a positive number such as 1000 or 500G"
                        .formatted(variable, environment.getOrDefault(variable, "").strip()));
    }

    /** Format a number of bytes in the largest unit that is exact. */
    static String bytes(long count) {
        int shift = Math.min(40, Long.numberOfTrailingZeros(count) / 10 * 10);
        return shift == 0
                ? count + " bytes"
                : (count >> shift) + " " + SUFFIXES.charAt(shift / 10 - 1) + "iB";
    }
}
