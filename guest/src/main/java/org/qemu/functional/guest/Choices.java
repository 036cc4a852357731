package org.qemu.functional.guest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.qemu.functional.RerunVariables;
import org.qemu.functional.guest.choice.Option;
import org.qemu.functional.guest.internal.choice.ChoiceSettings;
import org.qemu.functional.guest.internal.choice.Selection;
import org.qemu.functional.guest.internal.choice.WeightedChoice;
import org.qemu.functional.logging.Log;
import org.qemu.functional.parameter.ResolvedBy;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Choose parts of a test at random, so that many runs cover what one cannot: {@code choose("nic",
 * "rtl8139", "e1000", "virtio")}. {@link ChoicesExtension} provides it as a test parameter.
 *
 * <p>Each choice is written to the test's log and published as a report entry {@code choice}, which
 * appears in the TAP. To repeat the choices, set {@code QEMU_TEST_SEED} to the value in the log;
 * the command that runs a failed test again sets it. A choice depends only on the seed, the test's
 * class, method and invocation, the choice's name and its options. {@code QEMU_TEST_CHOICE_TIER}
 * makes more options eligible; {@code QEMU_TEST_CHOOSE=nic=e1000,bus=pci} selects options
 * explicitly. A JUnit configuration parameter or a system property with the same name has the same
 * effect.
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
     * Return the choices of a test, or those of a class if the context is that of a class.
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

    /**
     * Return the name of the test. Each invocation of a parameterized or repeated test has its own.
     */
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
     * Choose one of several words with equal probability.
     *
     * @throws IllegalArgumentException if there are no options, two are equal, one contains a
     *     comma, or the user selected one that does not exist
     */
    public String choose(String name, String... options) {
        return choose(name, Arrays.stream(options).map(Option::of).toList());
    }

    /**
     * Choose one of several options by their weights: {@code choose("nic",
     * option("e1000").weight(3), option("rtl8139"), option("tulip").tier(2))}.
     *
     * @throws IllegalArgumentException if none has tier 1, two have the same name, or the user
     *     selected one that does not exist
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final <T> T choose(String name, Option<? extends T>... options) {
        return choose(name, List.of(options));
    }

    /**
     * Choose one of several options: see {@link #choose(String, Option...)}.
     *
     * @param name a word without commas and equals signs; within a test, the same name and options
     *     give the same result
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
     * @param name the name in the log and in {@code QEMU_TEST_CHOOSE}
     */
    public static <T> Option<T> option(String name, T value) {
        return Option.of(name, value);
    }
}
