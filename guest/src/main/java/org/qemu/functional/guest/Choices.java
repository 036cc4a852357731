package org.qemu.functional.guest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.qemu.functional.RerunVariables;
import org.qemu.functional.guest.choice.ChoiceSettings;
import org.qemu.functional.guest.choice.Option;
import org.qemu.functional.guest.choice.Selection;
import org.qemu.functional.guest.choice.WeightedChoice;
import org.qemu.functional.logging.Log;
import org.qemu.functional.parameter.ResolvedBy;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Leave to chance what a test is made of, so that many runs cover what one cannot: {@code
 * choose("nic", "rtl8139", "e1000", "virtio")}. A test gets it as a parameter by {@link
 * ChoicesExtension}.
 *
 * <p>Each draw is printed to the test's log and reported as {@code choice}, which TAP records.
 * {@code QEMU_TEST_SEED}, printed there too and set by a failed test's command to run it again,
 * repeats it: a draw depends on the seed, the test's class, method and invocation, the choice's
 * name and its options, and on nothing else. {@code QEMU_TEST_CHOICE_TIER} makes more options
 * eligible, {@code QEMU_TEST_CHOOSE=nic=e1000,bus=pci} takes some without a draw. A configuration
 * parameter of JUnit or a system property of the same name does the same.
 */
@ResolvedBy("@ExtendWith(ChoicesExtension.class) on the test or its class")
public final class Choices {
    private static final Log LOG = Log.of("qemu.choice");

    private final ExtensionContext context;
    private final ChoiceSettings settings;
    private final WeightedChoice lot;

    private Choices(ExtensionContext context, ChoiceSettings settings) {
        this.context = context;
        this.settings = settings;
        this.lot = new WeightedChoice(settings, testOf(context));
    }

    /**
     * Return the choices of a test; those of a class, for the context of one.
     *
     * @throws IllegalArgumentException if one of the variables is malformed
     */
    public static Choices of(ExtensionContext context) {
        return new Choices(
                context,
                ChoiceSettings.from(
                        name ->
                                context.getConfigurationParameter(name)
                                        .or(
                                                () ->
                                                        Optional.ofNullable(
                                                                HarnessSettings.current()
                                                                        .environment()
                                                                        .get(name)))));
    }

    /** Invocations of a parameterized or repeated test draw on their own, as tests do. */
    private static String testOf(ExtensionContext context) {
        String type = context.getRequiredTestClass().getName();
        return context.getTestMethod()
                .map(method -> type + "#" + method.getName() + invocation(context))
                .orElse(type);
    }

    private static String invocation(ExtensionContext context) {
        boolean plain = context.getParent().flatMap(ExtensionContext::getTestMethod).isEmpty();
        String id = plain ? "" : context.getUniqueId();
        int number = id.lastIndexOf('#');
        return number < 0 ? "" : "-" + id.substring(number + 1, id.length() - 1);
    }

    /**
     * Choose one of several words, each as likely as the others.
     *
     * @throws IllegalArgumentException if there is none, two are the same, one has a comma, or the
     *     user forces one that is not among them
     */
    public String choose(String name, String... options) {
        return choose(name, Arrays.stream(options).map(Option::of).toList());
    }

    /**
     * Choose one of several options by their weights: {@code choose("nic",
     * option("e1000").weight(3), option("rtl8139"), option("tulip").tier(2))}.
     *
     * @throws IllegalArgumentException if none is of tier 1, two have the same name, or the user
     *     forces one that is not among them
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // handed on to be read
    public final <T> T choose(String name, Option<? extends T>... options) {
        return choose(name, List.of(options));
    }

    /**
     * Choose one of several options: see {@link #choose(String, Option...)}.
     *
     * @param name a word, without commas and equals signs; the same in the same test draws the same
     */
    public <T> T choose(String name, List<? extends Option<? extends T>> options) {
        Selection<T> draw = lot.draw(name, options);
        settings.variables()
                .forEach((variable, value) -> RerunVariables.set(context, variable, value));
        LOG.info("choice: {}", draw);
        context.publishReportEntry("choice", draw.toString());
        return draw.option().value();
    }

    /** Return an option of weight 1 that is always eligible. */
    public static Option<String> option(String value) {
        return Option.of(value);
    }

    /**
     * Return an option of weight 1 that is always eligible.
     *
     * @param name as it is printed and as {@code QEMU_TEST_CHOOSE} has it
     */
    public static <T> Option<T> option(String name, T value) {
        return Option.of(name, value);
    }
}
