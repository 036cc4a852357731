package org.qemu.functional.guest.choice;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Draws one of several options for one test.
 *
 * <p>A draw is a function of the seed, the test, the choice's name and the eligible options: other
 * draws, other tests and their order are nothing to it. Each option runs a race of its own, won by
 * the least of {@code -ln(u) / weight}, where u is the option's fraction of the seed: an
 * exponential distribution's minimum is won in proportion to the rates. So the order of options
 * makes no difference, and a further option changes only those draws that it wins.
 */
public final class WeightedChoice {
    private static final Pattern NAME = Pattern.compile("[^,=\\p{Cntrl}\\s]+");

    private final ChoiceSettings settings;
    private final String test;

    /**
     * Make draws for a test.
     *
     * @param test what tells the test from all others
     */
    public WeightedChoice(ChoiceSettings settings, String test) {
        this.settings = settings;
        this.test = test;
    }

    /**
     * Draw one; again for the same name and options, the same.
     *
     * @throws IllegalArgumentException if the name has blanks, commas or equals signs, there is no
     *     option of tier 1, two have the same name, or the user forces one that there is not
     */
    public <T> Selection<T> draw(String choice, List<? extends Option<? extends T>> options) {
        check(choice, options);
        Seed seed = settings.seed();
        Optional<String> wanted = settings.forced(choice);
        Option<? extends T> drawn =
                wanted.isPresent()
                        ? named(choice, wanted.get(), options)
                        : winner(seed, choice, options);
        return new Selection<>(choice, widened(drawn), seed.toString(), wanted.isPresent());
    }

    private static <T> Option<T> widened(Option<? extends T> option) {
        return new Option<>(option.name(), option.value(), option.weight(), option.tier());
    }

    private static void check(String choice, List<? extends Option<?>> options) {
        if (!NAME.matcher(choice).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot be the name of a choice: it must be a word without commas and equals signs, as users write it in %s"
                            .formatted(choice, ChoiceSettings.CHOOSE));
        }
        if (options.stream().noneMatch(option -> option.tier() == 1)) {
            throw new IllegalArgumentException(
                    "choice '%s' has no option of tier 1, of which one is drawn unless the user wants more"
                            .formatted(choice));
        }
        Set<String> names = new HashSet<>();
        for (Option<?> option : options) {
            if (!names.add(option.name())) {
                throw new IllegalArgumentException(
                        "choice '%s' has two options '%s': give one a weight instead"
                                .formatted(choice, option.name()));
            }
        }
    }

    private static <O extends Option<?>> O named(String choice, String wanted, List<O> options) {
        return options.stream()
                .filter(option -> option.name().equals(wanted))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s wants '%s=%s', but '%s' can be: %s"
                                                .formatted(
                                                        ChoiceSettings.CHOOSE,
                                                        choice,
                                                        wanted,
                                                        choice,
                                                        options.stream()
                                                                .map(Option::name)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }

    private <O extends Option<?>> O winner(Seed seed, String choice, List<O> options) {
        O first = null;
        double best = Double.POSITIVE_INFINITY;
        for (O option : options) {
            if (option.tier() > seed.tier()) {
                continue;
            }
            // StrictMath: the same bits on every machine.
            double time =
                    -StrictMath.log(seed.fraction(test, choice, option.name())) / option.weight();
            if (first == null || time < best) {
                first = option;
                best = time;
            }
        }
        if (first == null) {
            throw new IllegalStateException("checked: there is an option of tier 1");
        }
        return first;
    }
}
