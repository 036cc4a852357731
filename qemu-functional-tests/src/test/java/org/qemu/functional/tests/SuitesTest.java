package org.qemu.functional.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.qemu.functional.suite.internal.TestClasses;
import org.qemu.functional.suite.internal.TestSuites;
import org.qemu.functional.suite.internal.UsageException;

/** Compares the suites in the jar with those that meson creates. */
class SuitesTest {
    private final TestSuites suites = TestSuites.ofThisJar();

    @Test
    void putsEveryClassIntoASuite() throws UsageException {
        TreeSet<String> all = new TreeSet<>(suites.classesOf("func-quick"));
        all.addAll(suites.classesOf("func-thorough"));
        all.addAll(suites.classesOf("qtest"));
        all.addAll(suites.classesOf("guest"));
        assertThat(all).containsExactlyElementsOf(TestPrograms.names());
    }

    @Test
    void putsGenericClassesIntoTheSuiteOfEveryTarget() throws UsageException {
        assertThat(suites.classesOf("func-x86_64"))
                .contains("generic.VersionTest", "x86_64.SeabiosTest")
                .doesNotContain("x86_64.Q35Test", "ppc64.SlofTest");
        assertThat(suites.classesOf("qemu-functional:func-avr")).contains("generic.VersionTest");
    }

    @Test
    void knowsTheThoroughByThreeNames() throws UsageException {
        assertThat(suites.classesOf("func-arm-thorough"))
                .contains("arm.CanonA1100Test", "arm.VirtTest", "arm.BusyboxTest")
                .allMatch(name -> name.startsWith("arm."));
        assertThat(suites.classesOf("thorough"))
                .containsExactlyElementsOf(suites.classesOf("func-thorough"))
                .contains("arm.VirtTest");
    }

    @Test
    void putsTestsOfDevicesIntoSuitesOfTheirOwn() throws UsageException {
        assertThat(suites.classesOf("qtest-ppc64"))
                .contains("qtest.virtio.VirtioBlkTest", "qtest.ProtocolTest")
                .doesNotContain("qtest.timer.RtcTest");
        assertThat(suites.classesOf("qtest-alpha")).containsExactly("qtest.ProtocolTest");
        assertThat(suites.classesOf("func-quick")).noneMatch(name -> name.startsWith("qtest."));
    }

    @Test
    void findsAClassOfAPackageBelow() throws UsageException {
        String full = "org.qemu.functional.tests.qtest.pci.PciTest";
        for (String name :
                new String[] {
                    "qtest.pci.PciTest",
                    "qtest.PciTest",
                    "org.qemu.functional.tests.qtest.PciTest",
                    full
                }) {
            assertThat(TestClasses.find(name).getName()).isEqualTo(full);
        }
        assertThatThrownBy(() -> TestClasses.find("generic.PciTest"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("did you mean ");
    }

    @Test
    void tellsWhatSomebodyMayHaveMeant() {
        assertThatThrownBy(() -> suites.classesOf("func-x68_64"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no suite 'func-x68_64'; did you mean func-x86_64");
        for (String mistyped :
                new String[] {
                    "x86_64.SeabiosTset",
                    "x68_64.SeabiosTest",
                    "SeaboisTest",
                    "seabios",
                    "x86_64.SebiosTest"
                }) {
            assertThatThrownBy(() -> TestClasses.find(mistyped))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("did you mean ")
                    .hasMessageContaining("x86_64.SeabiosTest");
        }
        assertThatThrownBy(() -> TestClasses.find("QqqqqqqqqqTest"))
                .hasMessageContaining("--list prints all test classes");
    }

    @Test
    void putsTestsWithGuestsIntoSuitesOfTheirOwn() throws UsageException {
        assertThat(suites.classesOf("guest-aarch64"))
                .contains("guest.NicTest", "guest.VirtioSerialTest")
                .allMatch(name -> name.startsWith("guest."));
        assertThat(suites.classesOf("func-quick")).noneMatch(name -> name.startsWith("guest."));
    }

    @Test
    void namesTheSuitesThatThereAre() {
        assertThatThrownBy(() -> suites.classesOf("func-pdp11"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("'func-pdp11'")
                .hasMessageContaining("func-x86_64");
    }
}
