package org.qemu.functional.guest.internal.choice;

import org.qemu.functional.guest.choice.Option;

/**
 * The result of a choice.
 *
 * @param choice the name of the choice
 * @param seed the seed of the run
 * @param forced whether the user selected the option, so that the seed was not used
 */
public record Selection<T>(String choice, Option<T> option, String seed, boolean forced) {
    /**
     * Return a description such as {@code nic=e1000 (seed 1234; QEMU_TEST_SEED=1234 repeats it)}.
     */
    @Override
    public String toString() {
        String chosen = choice + "=" + option.name();
        return forced
                ? "%s (forced by %s)".formatted(chosen, ChoiceSettings.CHOOSE)
                : "%s (seed %s; %s=%s repeats it)"
                        .formatted(chosen, seed, ChoiceSettings.SEED, seed);
    }
}
