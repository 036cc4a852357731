package org.qemu.functional.guest.internal.choice;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.qemu.functional.guest.choice.Option;

/**
 * Choose one of several options at random for one test.
 *
 * <p>A choice is a function of the seed, the test, the choice's name and the eligible options, and
 * does not depend on other choices, other tests or their order. Each option gets the value {@code
 * -ln(u) / weight}, where u is the option's fraction of the seed; the lowest value wins. The
 * minimum of exponentially distributed values belongs to an option with a probability proportional
 * to its rate. Therefore the order of options is irrelevant, and an additional option changes only
 * those choices that it wins.
 */
public final class WeightedChoice {
    private static final Pattern NAME = Pattern.compile("[^,=\\p{Cntrl}\\s]+");

    private final ChoiceSettings settings;
    private final String test;

    /**
     * Create choices for a test.
     *
     * @param test a unique name of the test
     */
    public WeightedChoice(ChoiceSettings settings, String test) {
        this.settings = settings;
        this.test = test;
    }

    /**
     * Choose an option. The same name and options give the same result.
     *
     * @throws IllegalArgumentException if the name has blanks, commas or equals signs, there is no
     *     option of tier 1, two have the same name, or the user selected one that does not exist
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
                    "choice '%s' has no option of tier 1, which is needed when the user does not raise the tier"
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
                                        "%s selects '%s=%s', but the options of '%s' are: %s"
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
            // StrictMath gives identical results on every machine.
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
