package org.qemu.functional.machine;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory a command line of QEMU asks for, in bytes. */
final class MemoryRequirement {
    private static final long MIB = 1L << 20;

    /** A clone writes but a part of its memory; the rest it shares. */
    private static final int CLONE_SHARE = 4;

    /** What most machines have without {@code -m}. */
    private static final long DEFAULT = 128 * MIB;

    private static final Pattern SIZE = Pattern.compile("(?:^|,)size=([^,]+)");
    private static final Pattern NUMBER = Pattern.compile("(\\d+(?:\\.\\d+)?)([bkmgtpe]?)");

    private MemoryRequirement() {}

    /**
     * Add up what {@code -m} asks for and what memory backends do, of which those that the machine
     * or a NUMA node names are what {@code -m} asks for. What may only be plugged in later ({@code
     * maxmem}) does not count; of memory that is mapped from a file and kept apart, as clones have
     * it, a quarter does. A size that cannot be read counts as the default: QEMU will have
     * something to say about it.
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

    /** As QEMU's qemu_strtosz(): a unit may follow; without one the option's own counts. */
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
