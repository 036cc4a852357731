package org.qemu.functional.machine.internal.launch;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory in bytes that a command line of QEMU requires. */
final class MemoryRequirement {
    private static final long MIB = 1L << 20;

    /** The divisor for a clone: it writes only part of its memory and shares the rest. */
    private static final int CLONE_SHARE = 4;

    /** The size that most machines have without {@code -m}. */
    private static final long DEFAULT = 128 * MIB;

    private static final Pattern SIZE = Pattern.compile("(?:^|,)size=([^,]+)");
    private static final Pattern NUMBER = Pattern.compile("(\\d+(?:\\.\\d+)?)([bkmgtpe]?)");

    private MemoryRequirement() {}

    /**
     * Return the sum of {@code -m} and of the memory backends, except those that the machine or a
     * NUMA node refers to, since {@code -m} includes them. Memory that can only be plugged in later
     * ({@code maxmem}) does not count. Memory that is mapped privately from a file, as in clones,
     * counts a quarter. An unreadable size counts as the default: QEMU reports the error itself.
     */
    static long of(List<String> command) {
        long memory = DEFAULT;
        long backends = 0;
        long clones = 0;
        boolean same = false;
        for (int i = 1; i < command.size(); i++) {
            String option = command.get(i - 1).replaceFirst("^--", "-");
            String value = command.get(i);
            if (option.equals("-m")) {
                Matcher size = SIZE.matcher(value);
                memory = bytes(size.find() ? size.group(1) : value.replaceFirst(",.*", ""), MIB);
            } else if (option.equals("-object") && value.startsWith("memory-backend-")) {
                Matcher size = SIZE.matcher(value);
                long bytes = size.find() ? bytes(size.group(1), 1) : 0;
                if (value.contains("mem-path=") && value.contains("share=off")) {
                    clones += bytes - bytes / CLONE_SHARE;
                }
                backends += bytes;
            }
            same |= value.contains("memory-backend=") || value.contains("memdev=");
        }
        return (same ? Math.max(memory, backends) : memory + backends) - clones;
    }

    /**
     * Parse a size as QEMU's qemu_strtosz() does: a unit may follow; otherwise the option's default
     * unit applies.
     */
    private static long bytes(String size, long unit) {
        Matcher number = NUMBER.matcher(size.toLowerCase(Locale.ROOT));
        if (!number.matches()) {
            return DEFAULT;
        }
        String suffix = number.group(2);
        long factor = suffix.isEmpty() ? unit : 1L << (10 * "bkmgtpe".indexOf(suffix));
        return (long) (Double.parseDouble(number.group(1)) * factor);
    }
}
