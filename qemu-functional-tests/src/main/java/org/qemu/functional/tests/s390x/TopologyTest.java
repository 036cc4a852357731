package org.qemu.functional.tests.s390x;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.qmp.QmpCommandException;

/**
 * Proves that a CPU's place among cores, sockets, books and drawers, its entitlement and its
 * dedication can be set and changed, and that the guest sees them. QEMU has this with KVM only.
 */
class TopologyTest extends QemuSystemTest {
    static final Asset F35_KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/35/Server/s390x/os/images/kernel.img",
                    "1f2dddfd11bb1393dd2eb2e784036fbf6fc11057a6d7d27f9eb12d3edc67ef73");
    static final Asset F35_INITRD =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/35/Server/s390x/os/images/initrd.img",
                    "1100145fbca00240c8c372ae4b89b48c99844bc189b3dfbc3f481dc60055ca46");

    private static final Duration EVENT_TIMEOUT = Duration.ofSeconds(10);
    private static final String DISPATCHING = "/sys/devices/system/cpu/dispatching";
    private static final String TWO_DRAWERS = ",drawers=2,books=2,sockets=3,cores=2,maxcpus=24";

    @Test
    void placesASingleCpu() {
        boot();
        assertPlace(0, 0, 0, 0, "medium", false);
    }

    @Test
    void fillsSocketAfterSocketByDefault() {
        boot("-smp", "13" + TWO_DRAWERS);
        for (int core = 0; core < 13; core++) {
            assertPlace(core, core / 2 % 3, core / 6 % 2, core / 12, "medium", false);
        }
    }

    @Test
    void movesACpuToAnotherSocket() {
        boot("-smp", "1" + TWO_DRAWERS);
        assertPlace(0, 0, 0, 0, "medium", false);
        set(Map.of("core-id", 0, "socket-id", 2, "entitlement", "low"));
        assertPlace(0, 2, 0, 0, "low", false);
    }

    @Test
    void placesCpusOfTheCommandLine() {
        String inDrawer1 = ",book-id=1,drawer-id=1";
        boot(
                "-smp",
                "1" + TWO_DRAWERS,
                "-device",
                "max-s390x-cpu,core-id=10",
                "-device",
                "max-s390x-cpu,core-id=1,socket-id=0" + inDrawer1 + ",entitlement=low",
                "-device",
                "max-s390x-cpu,core-id=2,socket-id=0" + inDrawer1 + ",entitlement=medium",
                "-device",
                "max-s390x-cpu,core-id=3,socket-id=1" + inDrawer1 + ",entitlement=high",
                "-device",
                "max-s390x-cpu,core-id=4,socket-id=1" + inDrawer1,
                "-device",
                "max-s390x-cpu,core-id=5,socket-id=2" + inDrawer1 + ",dedicated=true");
        assertPlace(10, 2, 1, 0, "medium", false);
        assertPlace(1, 0, 1, 1, "low", false);
        assertPlace(2, 0, 1, 1, "medium", false);
        assertPlace(3, 1, 1, 1, "high", false);
        assertPlace(4, 1, 1, 1, "medium", false);
        assertPlace(5, 2, 1, 1, "high", true);
    }

    @Test
    void changesThePolarizationForTheGuest() {
        bootToSysfs();
        assertPolarization("horizontal");
        assertPlace(0, 0, 0, 0, "medium", false);
        dispatchFromGuest("1");
        assertPolarization("vertical");
        assertPlace(0, 0, 0, 0, "medium", false);
        dispatchFromGuest("0");
        assertPolarization("horizontal");
        assertPlace(0, 0, 0, 0, "medium", false);
    }

    @Test
    void showsTheEntitlementToTheGuest() {
        bootToSysfs();
        guestSees("horizontal");
        assertPlace(0, 0, 0, 0, "medium", false);
        dispatchFromGuest("1");
        guestSees("vertical:medium");
        assertPlace(0, 0, 0, 0, "medium", false);
        for (String entitlement : new String[] {"low", "medium", "high"}) {
            set(Map.of("core-id", 0, "entitlement", entitlement));
            guestSees("vertical:" + entitlement);
            assertPlace(0, 0, 0, 0, entitlement, false);
        }
        dispatchFromGuest("0");
        guestSees("horizontal");
        assertPlace(0, 0, 0, 0, "high", false);
    }

    @Test
    void raisesTheEntitlementOfADedicatedCpu() {
        bootToSysfs();
        guestSees("horizontal");
        set(Map.of("core-id", 0, "dedicated", true));
        assertPlace(0, 0, 0, 0, "high", true);
        guestSees("horizontal");
        dispatchFromGuest("1");
        assertPlace(0, 0, 0, 0, "high", true);
        guestSees("vertical:high");
        dispatchFromGuest("0");
        assertPlace(0, 0, 0, 0, "high", true);
        guestSees("horizontal");
    }

    @Test
    void refusesAFullSocket() {
        bootToSysfs("-smp", "3" + TWO_DRAWERS);
        refuses(Map.of("core-id", 2, "socket-id", 0, "book-id", 0));
        set(Map.of("core-id", 2, "socket-id", 0, "book-id", 1));
    }

    @Test
    void refusesToLowerTheEntitlementOfADedicatedCpu() {
        bootToSysfs();
        set(Map.of("core-id", 0, "dedicated", true));
        assertPlace(0, 0, 0, 0, "high", true);
        dispatchFromGuest("1");
        assertPlace(0, 0, 0, 0, "high", true);
        for (String entitlement : new String[] {"low", "medium"}) {
            refuses(Map.of("core-id", 0, "entitlement", entitlement, "dedicated", true));
            refuses(Map.of("core-id", 0, "entitlement", entitlement));
        }
        set(Map.of("core-id", 0, "entitlement", "low", "dedicated", false));
        set(Map.of("core-id", 0, "entitlement", "medium", "dedicated", false));
    }

    @Test
    void refusesAPlaceThatDoesNotExist() {
        bootToSysfs();
        refuses(Map.of("core-id", 0, "drawer-id", 1));
        refuses(Map.of("core-id", 0, "book-id", 1));
        refuses(Map.of("core-id", 0, "socket-id", 1));
        assertPlace(0, 0, 0, 0, "medium", false);
    }

    private void boot(Object... cpus) {
        setMachine("s390-ccw-virtio");
        requireAccelerator("kvm");
        Path kernel = F35_KERNEL.fetch();
        Path initrd = uncompress(F35_INITRD, "xz");
        vm().setConsole();
        vm().addArgs("-nographic", "-enable-kvm", "-cpu", "max,ctop=on", "-m", "512");
        vm().addArgs("-kernel", kernel, "-initrd", initrd);
        vm().addArgs("-append", "printk.time=0 root=/dev/ram selinux=0 rdinit=/bin/sh");
        vm().addArgs(cpus);
        vm().launch();
        waitForConsolePattern("no job control", "Kernel panic - not syncing");
    }

    private void bootToSysfs(Object... cpus) {
        boot(cpus);
        execCommandAndWaitForPattern(
                "mount proc -t proc /proc; mount sys -t sysfs /sys; cat " + DISPATCHING, "0");
    }

    private void assertPlace(
            int core, int socket, int book, int drawer, String entitlement, boolean dedicated) {
        for (JsonNode cpu : vm().cmd("query-cpus-fast")) {
            JsonNode place = cpu.path("props");
            if (place.path("core-id").asInt(-1) == core) {
                assertEquals(drawer, place.path("drawer-id").asInt(-1), cpu::toString);
                assertEquals(book, place.path("book-id").asInt(-1), cpu::toString);
                assertEquals(socket, place.path("socket-id").asInt(-1), cpu::toString);
                assertEquals(entitlement, cpu.path("entitlement").asText(), cpu::toString);
                assertEquals(dedicated, cpu.path("dedicated").asBoolean(), cpu::toString);
            }
        }
    }

    private void assertPolarization(String expected) {
        assertEquals(
                expected, vm().cmd("query-s390x-cpu-polarization").path("polarization").asText());
    }

    private void set(Map<String, ?> place) {
        vm().cmd("set-cpu-topology", place);
    }

    private void refuses(Map<String, ?> place) {
        QmpCommandException refused =
                assertThrows(QmpCommandException.class, () -> set(place), place::toString);
        assertEquals("GenericError", refused.errorClass());
    }

    private void dispatchFromGuest(String mode) {
        execCommand("echo " + mode + " > " + DISPATCHING);
        vm().eventWait("CPU_POLARIZATION_CHANGE", EVENT_TIMEOUT);
        execCommandAndWaitForPattern("cat " + DISPATCHING, mode);
    }

    /** Wait in the guest, since the kernel reads the change some time after it was made. */
    private void guestSees(String polarization) {
        execCommandAndWaitForPattern(
                "timeout 1 sh -c 'while [ \"$(cat /sys/devices/system/cpu/cpu0/polarization)\" != "
                        + polarization
                        + " ]; do sleep 0.01; done' && echo succ''ess || echo fail''ure",
                "success",
                "failure");
    }
}
