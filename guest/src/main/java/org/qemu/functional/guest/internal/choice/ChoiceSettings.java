package org.qemu.functional.guest.internal.choice;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The user's settings for the choices of a run. */
public final class ChoiceSettings {
    /** The seed, which repeats the choices of a run; by default, each run has a new one. */
    public static final String SEED = "QEMU_TEST_SEED";

    /** The highest tier of eligible options; 1 by default. */
    public static final String TIER = "QEMU_TEST_CHOICE_TIER";

    /** Options that are selected explicitly, such as {@code nic=e1000,bus=pci}. */
    public static final String CHOOSE = "QEMU_TEST_CHOOSE";

    private static final Pattern TIER_TEXT = Pattern.compile("[1-9]\\d{0,8}");

    private final Seed seed;
    private final Optional<String> choose;
    private final Map<String, String> forced;

    private ChoiceSettings(Seed seed, Optional<String> choose) {
        this.seed = seed;
        this.choose = choose;
        this.forced = choose.map(ChoiceSettings::forcedOf).orElse(Map.of());
    }

    /**
     * Read the settings.
     *
     * @param variables returns the value of a variable; an empty one counts as unset
     * @throws IllegalArgumentException if a value is malformed; the message has the variable
     */
    public static ChoiceSettings from(Function<String, Optional<String>> variables) {
        int tier = variable(variables, TIER).map(ChoiceSettings::tier).orElse(1);
        Seed seed =
                variable(variables, SEED)
                        .map(text -> Seed.parse(text, tier))
                        .orElseGet(() -> new Seed(OfThisRun.SEED.value(), tier));
        return new ChoiceSettings(seed, variable(variables, CHOOSE));
    }

    private static Optional<String> variable(
            Function<String, Optional<String>> variables, String name) {
        return variables.apply(name).filter(value -> !value.isBlank());
    }

    private static int tier(String text) {
        if (!TIER_TEXT.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException(
                    "%s='%s' is not a tier: it must be a positive number".formatted(TIER, text));
        }
        return Integer.parseInt(text.strip());
    }

    private static Map<String, String> forcedOf(String text) {
        Map<String, String> forced = new LinkedHashMap<>();
        for (String entry : text.split(",", -1)) {
            int equals = entry.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "'%s' in %s='%s' does not name an option: use the form nic=e1000,bus=pci"
                                .formatted(entry, CHOOSE, text));
            }
            String name = entry.substring(0, equals).strip();
            if (forced.put(name, entry.substring(equals + 1).strip()) != null) {
                throw new IllegalArgumentException(
                        "%s='%s' has two options for '%s'".formatted(CHOOSE, text, name));
            }
        }
        return forced;
    }

    /** Return the variables that repeat all choices of the run, with their values. */
    public Map<String, String> variables() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(SEED, seed.toString());
        choose.ifPresent(text -> all.put(CHOOSE, text));
        return all;
    }

    Seed seed() {
        return seed;
    }

    /** Return the option that the user selected for a choice. */
    Optional<String> forced(String choice) {
        return Optional.ofNullable(forced.get(choice));
    }

    /** Initialized when the first test needs it, for all tests of the program. */
    private static final class OfThisRun {
        static final Seed SEED = Seed.fresh(1);
    }
}
