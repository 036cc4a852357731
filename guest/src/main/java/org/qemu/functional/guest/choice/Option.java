package org.qemu.functional.guest.choice;

import java.util.regex.Pattern;

/**
 * One of several things that a test may have by chance.
 *
 * @param name as it is printed and as {@code QEMU_TEST_CHOOSE} has it
 * @param weight how many times as often it is drawn as one of weight 1; at least 1
 * @param tier 1 if it is always eligible, else the least {@code QEMU_TEST_CHOICE_TIER} at which it
 *     is
 */
public record Option<T>(String name, T value, int weight, int tier) {
    /** Neither what parts the entries of the variable, nor what would break its line in a log. */
    private static final Pattern NAME =
            Pattern.compile("[^,\\p{Cntrl}\\s]([^,\\p{Cntrl}]*[^,\\p{Cntrl}\\s])?");

    /**
     * Make an option.
     *
     * @throws IllegalArgumentException if the name is blank, begins or ends with a blank, or has a
     *     comma or a control character; or weight or tier are not positive
     */
    public Option {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot be the name of an option: give it one without commas and line breaks, and the value apart from it: option(\"name\", value)"
                            .formatted(name));
        }
        if (weight < 1) {
            throw new IllegalArgumentException(
                    "option '%s' cannot have weight %d: it must be 1 or more"
                            .formatted(name, weight));
        }
        if (tier < 1) {
            throw new IllegalArgumentException(
                    "option '%s' cannot be of tier %d: it must be 1 or more".formatted(name, tier));
        }
    }

    /** Return an option of weight and tier 1 that is named as its value. */
    public static Option<String> of(String value) {
        return new Option<>(value, value, 1, 1);
    }

    /** Return an option of weight and tier 1. */
    public static <T> Option<T> of(String name, T value) {
        return new Option<>(name, value, 1, 1);
    }

    /** Return this option with another weight. */
    public Option<T> weight(int other) {
        return new Option<>(name, value, other, tier);
    }

    /** Return this option in another tier. */
    public Option<T> tier(int other) {
        return new Option<>(name, value, weight, other);
    }
}
