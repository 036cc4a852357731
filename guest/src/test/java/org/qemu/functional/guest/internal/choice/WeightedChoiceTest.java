package org.qemu.functional.guest.internal.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.qemu.functional.guest.choice.Option;

/** Tests the selection of options by a seed. */
class WeightedChoiceTest {
    private static final List<Option<String>> NICS =
            List.of(Option.of("rtl8139"), Option.of("e1000").weight(3), Option.of("virtio"));

    private static ChoiceSettings settings(String... variables) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            values.put(variables[i], variables[i + 1]);
        }
        return ChoiceSettings.from(name -> Optional.ofNullable(values.get(name)));
    }

    private static ChoiceSettings seed(long seed) {
        return settings("QEMU_TEST_SEED", Long.toString(seed));
    }

    /** Return the selections for the given number of seeds, in the order of the seeds. */
    private static List<String> selections(
            String test, String choice, List<Option<String>> options) {
        return IntStream.range(0, 4000)
                .mapToObj(
                        n ->
                                new WeightedChoice(seed(n), test)
                                        .draw(choice, options)
                                        .option()
                                        .name())
                .toList();
    }

    @Test
    void drawsInProportionToTheWeights() {
        List<String> selections = selections("T#t", "nic", NICS);
        // 4000 selections: five standard deviations of the binomial distribution are 158 and 137.
        assertThat(Collections.frequency(selections, "e1000")).isBetween(2400 - 158, 2400 + 158);
        assertThat(Collections.frequency(selections, "virtio")).isBetween(800 - 137, 800 + 137);
        assertThat(Collections.frequency(selections, "rtl8139")).isBetween(800 - 137, 800 + 137);
    }

    @Test
    void drawsTheSameFromTheSameSeedInAnyOrderOfDrawsAndOptions() {
        WeightedChoice once = new WeightedChoice(seed(7), "T#t");
        WeightedChoice again = new WeightedChoice(seed(7), "T#t");
        List<Option<String>> reversed = new ArrayList<>(NICS);
        Collections.reverse(reversed);
        Selection<String> nic = once.draw("nic", NICS);
        Selection<String> bus = once.draw("bus", NICS);
        assertThat(again.draw("bus", NICS)).isEqualTo(bus);
        assertThat(again.draw("nic", reversed)).isEqualTo(nic);
        assertThat(again.draw("nic", NICS)).isEqualTo(nic);
    }

    /**
     * The expected values are constants, so that a change of the function is detected: old seeds
     * must remain reproducible.
     */
    @Test
    void drawsForeverWhatItDrewOnce() {
        assertThat(selections("T#t", "nic", NICS).subList(0, 8))
                .containsExactly(
                        "virtio", "virtio", "e1000", "e1000", "e1000", "virtio", "rtl8139",
                        "e1000");
    }

    @Test
    void drawsOfOtherTestsAndChoicesAreIndependent() {
        List<Option<String>> coin = List.of(Option.of("a"), Option.of("b"));
        List<String> selections = selections("T#t", "nic", coin);
        for (List<String> other :
                List.of(
                        selections("T#u", "nic", coin),
                        selections("U#t", "nic", coin),
                        selections("T#t", "bus", coin),
                        // The same letters, separated differently.
                        selections("T#tn", "ic", coin))) {
            long same =
                    IntStream.range(0, selections.size())
                            .filter(n -> selections.get(n).equals(other.get(n)))
                            .count();
            assertThat(same).isBetween(2000L - 158, 2000L + 158);
        }
    }

    @Test
    void furtherOptionChangesOnlyTheDrawsThatItWins() {
        List<Option<String>> more = new ArrayList<>(NICS);
        more.add(0, Option.of("tulip"));
        List<String> before = selections("T#t", "nic", NICS);
        List<String> after = selections("T#t", "nic", more);
        assertThat(after).contains("tulip");
        for (int n = 0; n < before.size(); n++) {
            assertThat(after.get(n)).isIn("tulip", before.get(n));
        }
    }

    @Test
    void drawsFromHigherTiersOnlyWhenTheyAreAllowed() {
        List<Option<String>> options =
                List.of(Option.of("one"), Option.of("two").tier(2), Option.of("three").tier(3));
        assertThat(selections("T#t", "nic", options)).containsOnly("one");
        List<String> upTo2 =
                IntStream.range(0, 100)
                        .mapToObj(
                                n ->
                                        settings(
                                                "QEMU_TEST_SEED",
                                                "" + n,
                                                "QEMU_TEST_CHOICE_TIER",
                                                "2"))
                        .map(
                                wanted ->
                                        new WeightedChoice(wanted, "T#t")
                                                .draw("nic", options)
                                                .option()
                                                .name())
                        .toList();
        assertThat(upTo2).contains("one", "two").doesNotContain("three");
    }

    @Test
    void seedOfHigherTierRepeatsItsDrawsByItself() {
        List<Option<String>> options = List.of(Option.of("one"), Option.of("two").tier(2));
        for (int n = 0; n < 20; n++) {
            Selection<String> draw =
                    new WeightedChoice(
                                    settings(
                                            "QEMU_TEST_SEED", "" + n, "QEMU_TEST_CHOICE_TIER", "2"),
                                    "T#t")
                            .draw("nic", options);
            assertThat(draw.seed()).isEqualTo(n + "/2");
            assertThat(
                            new WeightedChoice(settings("QEMU_TEST_SEED", draw.seed()), "T#t")
                                    .draw("nic", options))
                    .isEqualTo(draw);
        }
    }

    @Test
    void drawsAreOfOneFreshSeedWithoutTheVariable() {
        Selection<String> draw = new WeightedChoice(settings(), "T#t").draw("nic", NICS);
        assertThat(draw.toString())
                .matches("nic=\\w+ \\(seed (\\d+); QEMU_TEST_SEED=\\1 repeats it\\)");
        assertThat(settings().variables())
                .containsExactly(Map.entry("QEMU_TEST_SEED", draw.seed()));
    }

    @Test
    void takesTheForcedOptionOfAnyTier() {
        ChoiceSettings forced = settings("QEMU_TEST_CHOOSE", "bus=pci, nic=tulip");
        Selection<String> draw =
                new WeightedChoice(forced, "T#t")
                        .draw("nic", List.of(Option.of("e1000"), Option.of("tulip").tier(9)));
        assertThat(draw).hasToString("nic=tulip (forced by QEMU_TEST_CHOOSE)");
        assertThat(forced.variables())
                .containsEntry("QEMU_TEST_CHOOSE", "bus=pci, nic=tulip")
                .containsKey("QEMU_TEST_SEED");
    }

    @Test
    void listsTheOptionsWhenAnUnknownOneIsForced() {
        WeightedChoice choices =
                new WeightedChoice(settings("QEMU_TEST_CHOOSE", "nic=e100"), "T#t");
        assertThatThrownBy(() -> choices.draw("nic", NICS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "QEMU_TEST_CHOOSE selects 'nic=e100', but the options of 'nic' are: rtl8139, e1000, virtio");
    }

    @Test
    void refusesMalformedVariables() {
        assertThatThrownBy(() -> settings("QEMU_TEST_SEED", "monday"))
                .hasMessageContaining("QEMU_TEST_SEED='monday' is not a seed");
        assertThatThrownBy(() -> settings("QEMU_TEST_SEED", "1/0"))
                .hasMessageContaining("QEMU_TEST_SEED='1/0' is not a seed");
        assertThatThrownBy(() -> settings("QEMU_TEST_CHOICE_TIER", "0"))
                .hasMessageContaining("QEMU_TEST_CHOICE_TIER='0' is not a tier");
        assertThatThrownBy(() -> settings("QEMU_TEST_CHOOSE", "e1000"))
                .hasMessageContaining(
                        "'e1000' in QEMU_TEST_CHOOSE='e1000' does not name an option");
        assertThatThrownBy(() -> settings("QEMU_TEST_CHOOSE", "a=b,a=c"))
                .hasMessageContaining("two options for 'a'");
    }

    @Test
    void refusesOptionsThatCannotBeDrawnOrForced() {
        WeightedChoice choices = new WeightedChoice(seed(1), "T#t");
        assertThatThrownBy(() -> choices.draw("nic", List.of()))
                .hasMessageContaining("choice 'nic' has no option of tier 1");
        assertThatThrownBy(() -> choices.draw("nic", List.of(Option.of("a").tier(2))))
                .hasMessageContaining("choice 'nic' has no option of tier 1");
        assertThatThrownBy(() -> choices.draw("nic", List.of(Option.of("a"), Option.of("a"))))
                .hasMessageContaining("choice 'nic' has two options 'a'");
        assertThatThrownBy(() -> choices.draw("n=c", NICS)).hasMessageContaining("'n=c' cannot be");
        assertThatThrownBy(() -> Option.of("virtio,mq=on")).hasMessageContaining("'virtio,mq=on'");
        assertThatThrownBy(() -> Option.of("a").weight(0)).hasMessageContaining("weight 0");
        assertThatThrownBy(() -> Option.of("a").tier(0)).hasMessageContaining("tier 0");
    }
}
