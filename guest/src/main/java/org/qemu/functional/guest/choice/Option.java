package org.qemu.functional.guest.choice;

import java.util.regex.Pattern;

/**
 * An option of a choice.
 *
 * @param name the name in the log and in {@code QEMU_TEST_CHOOSE}
 * @param weight the probability relative to an option of weight 1; at least 1
 * @param tier 1 if it is always eligible, else the lowest {@code QEMU_TEST_CHOICE_TIER} at which it
 *     is
 */
public record Option<T>(String name, T value, int weight, int tier) {
    /**
     * Excludes the separators of the variable's entries, and characters that would break the line
     * in a log.
     */
    private static final Pattern NAME =
            Pattern.compile("[^,\\p{Cntrl}\\s]([^,\\p{Cntrl}]*[^,\\p{Cntrl}\\s])?");

    /**
     * Create an option.
     *
     * @throws IllegalArgumentException if the name is blank, begins or ends with a blank, or has a
     *     comma or a control character; or weight or tier are not positive
     */
    public Option {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot be the name of an option: use a name without commas and line breaks, and pass the value separately: option(\"name\", value)"
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

    /** Return an option of weight and tier 1 with the same name and value. */
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
