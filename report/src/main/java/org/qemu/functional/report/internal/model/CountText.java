package org.qemu.functional.report.internal.model;

/** Words a count, in the singular or the plural. */
public final class CountText {
    private CountText() {}

    /**
     * Return a count with its noun, such as {@code 1 test} or {@code 2 tests}.
     *
     * @param noun the noun in the singular, whose plural ends in a further {@code s}
     */
    public static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
