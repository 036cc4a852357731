package org.qemu.functional.guest.choice;

/**
 * An option that a test got.
 *
 * @param choice the name of what was chosen
 * @param seed of the run
 * @param forced whether the user wanted this option, and no seed was asked
 */
public record Selection<T>(String choice, Option<T> option, String seed, boolean forced) {
    /** Such as {@code nic=e1000 (seed 1234; QEMU_TEST_SEED=1234 repeats it)}. */
    @Override
    public String toString() {
        String chosen = choice + "=" + option.name();
        return forced
                ? "%s (forced by %s)".formatted(chosen, ChoiceSettings.CHOOSE)
                : "%s (seed %s; %s=%s repeats it)"
                        .formatted(chosen, seed, ChoiceSettings.SEED, seed);
    }
}
