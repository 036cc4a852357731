package org.qemu.functional.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.qemu.functional.guest.Choices.option;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.qemu.functional.FunctionalTestExtension;
import org.qemu.functional.tap.TapReporter;

/** Checks how TAP reports choices in tests that JUnit runs. */
class ChoicesTest {
    @ExtendWith(ChoicesExtension.class)
    static class Passing {
        @Test
        void draws(Choices choices) {
            choices.choose("nic", "rtl8139", "e1000", "virtio");
            Duration pause =
                    choices.choose(
                            "pause",
                            option("none", Duration.ZERO).weight(2),
                            option("long", Duration.ofSeconds(9)));
            assertThat(pause).isIn(Duration.ZERO, Duration.ofSeconds(9));
        }
    }

    @ExtendWith(ChoicesExtension.class)
    static class Repeated {
        @RepeatedTest(8)
        void draws(Choices choices) {
            choices.choose("nic", "rtl8139", "e1000", "virtio", "tulip", "pcnet");
        }
    }

    @ExtendWith({FunctionalTestExtension.class, ChoicesExtension.class})
    static class Failing {
        @BeforeAll
        static void draws(Choices choices) {
            choices.choose("bus", "pci", "isa");
        }

        @Test
        void chooses(Choices choices) {
            fail(choices.choose("nic", "rtl8139", "e1000"));
        }

        @Test
        void doesNot() {
            fail("too");
        }
    }

    @ExtendWith({FunctionalTestExtension.class, ChoicesExtension.class})
    static class OneOfTwo {
        @Test
        void chooses(Choices choices) {
            fail(choices.choose("nic", "rtl8139", "e1000"));
        }

        @Test
        void doesNot() {
            fail("too");
        }
    }

    private static String tap(Class<?> tests, Map<String, String> parameters) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LauncherFactory.create(
                        LauncherConfig.builder()
                                .enableLauncherSessionListenerAutoRegistration(false)
                                .enableLauncherDiscoveryListenerAutoRegistration(false)
                                .enableTestExecutionListenerAutoRegistration(false)
                                .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(tests))
                                .configurationParameters(parameters)
                                .build(),
                        TapReporter.to(bytes));
        return bytes.toString(UTF_8);
    }

    /** Return the TAP of a run of the jar, because only the jar knows how it was started. */
    private static String line(String tap, String part) {
        return tap.lines().filter(line -> line.contains(part)).findFirst().orElse("none: " + tap);
    }

    @Test
    void tapHasEachDrawAndWhatRepeatsIt() {
        String tap = tap(Passing.class, Map.of("QEMU_TEST_SEED", "1234"));
        assertThat(tap).contains("ok 1 ").contains("\"choice\":");
        assertThat(line(tap, "nic="))
                .matches(".*\"nic=\\w+ \\(seed 1234; QEMU_TEST_SEED=1234 repeats it\\)\"");
        assertThat(line(tap, "pause="))
                .matches(".*\"pause=\\w+ \\(seed 1234; QEMU_TEST_SEED=1234 repeats it\\)\"");
    }

    @Test
    void sameSeedDrawsTheSameInAnotherRun() {
        for (String seed : new String[] {"1", "2", "3"}) {
            Map<String, String> parameters = Map.of("QEMU_TEST_SEED", seed);
            assertThat(line(tap(Passing.class, parameters), "nic="))
                    .contains("seed " + seed)
                    .isEqualTo(line(tap(Passing.class, parameters), "nic="));
        }
    }

    @Test
    void invocationsOfOneMethodDrawOnTheirOwn() {
        String tap = tap(Repeated.class, Map.of("QEMU_TEST_SEED", "1"));
        assertThat(tap.lines().filter(line -> line.contains("nic=")).distinct().count())
                .isGreaterThan(2);
    }

    @Test
    void forcedOptionIsTakenAndTold() {
        String tap = tap(Passing.class, Map.of("QEMU_TEST_CHOOSE", "nic=virtio,pause=long"));
        assertThat(tap)
                .contains("\"nic=virtio (forced by QEMU_TEST_CHOOSE)\"")
                .contains("\"pause=long (forced by QEMU_TEST_CHOOSE)\"");
    }

    @Test
    void unknownForcedOptionFailsTheTestWithTheList() {
        assertThat(tap(Passing.class, Map.of("QEMU_TEST_CHOOSE", "nic=ne2000")))
                .contains("not ok 1 ")
                .contains("'nic=ne2000', but the options of 'nic' are: rtl8139, e1000, virtio");
    }

    @Test
    void rerunCommandRepeatsTheDraw() {
        String tap =
                tap(
                        OneOfTwo.class,
                        Map.of("QEMU_TEST_SEED", "77", "QEMU_TEST_CHOOSE", "nic=e1000, bus=pci"));
        assertThat(line(tap, "#chooses'"))
                .contains("QEMU_TEST_SEED=77 QEMU_TEST_CHOOSE='nic=e1000, bus=pci' mvn test ");
        assertThat(line(tap, "#doesNot'")).contains(" mvn test ").doesNotContain("SEED");
    }

    @Test
    void rerunCommandRepeatsTheDrawsOfTheClassToo() {
        String tap = tap(Failing.class, Map.of("QEMU_TEST_SEED", "77"));
        assertThat(line(tap, "#doesNot'")).contains(" QEMU_TEST_SEED=77 mvn test ");
        assertThat(line(tap, "#chooses'")).contains(" QEMU_TEST_SEED=77 mvn test ");
    }
}
