package org.qemu.functional.tests.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.guest.Guest;

/** Proves that without QEMU's defaults a guest detects only requested devices. */
class NodefaultsTest extends QemuSystemTest {
    static final GuestImages IMAGES = GuestImages.withModules();

    /** Print address, vendor, device and class of each device in Linux's format. */
    private static final String LIST =
            "cd /sys/bus/pci/devices && for d in *; do"
                    + " echo $d $(cat $d/vendor $d/device $d/class); done";

    private List<String> asQemuHasThem() {
        return vm().monitor().queryPci().stream()
                .map(
                        device ->
                                "%02x:%02x.%x %04x:%04x %04x"
                                        .formatted(
                                                device.path("bus").asInt(),
                                                device.path("slot").asInt(),
                                                device.path("function").asInt(),
                                                device.at("/id/vendor").asInt(),
                                                device.at("/id/device").asInt(),
                                                device.at("/class_info/class").asInt()))
                .sorted()
                .toList();
    }

    private static List<String> asTheGuestSeesThem(Guest guest) {
        return guest.run(LIST)
                .check()
                .stdout()
                .lines()
                .map(line -> line.split(" ", -1))
                .map(
                        words ->
                                "%s %s:%s %s"
                                        .formatted(
                                                // Omit the domain and the programming interface.
                                                words[0].substring(words[0].indexOf(':') + 1),
                                                words[1].substring(2),
                                                words[2].substring(2),
                                                words[3].substring(2, 6)))
                .sorted()
                .toList();
    }

    private static long count(List<String> devices, String id) {
        return devices.stream().filter(device -> device.endsWith(" " + id)).count();
    }

    private void requirePcRatherThan(String machine) {
        Assumptions.assumeTrue(
                arch().equals("x86_64"),
                () -> "'%s' has no machine '%s'".formatted(arch(), machine));
    }

    /** Check that the guest and QEMU list the same PCI devices, and return them. */
    private List<String> compared(Guest guest) {
        List<String> seen = asTheGuestSeesThem(guest);
        assertEquals(asQemuHasThem(), seen);
        // The harness adds the guest's channel: virtio console 1.0, or transitional.
        assertEquals(1, count(seen, "1af4:1043 0780") + count(seen, "1af4:1003 0780"));
        return seen;
    }

    private static void assertBare(Guest guest) {
        assertEquals("lo\n", guest.run("ls /sys/class/net").stdout());
        // Devices that the kernel emulates do not count: loop and RAM disks have no device.
        assertEquals("", guest.run("ls -d /sys/block/*/device 2>/dev/null").stdout());
        assertEquals(
                "",
                guest.run("ls -d /sys/class/drm/card* /sys/class/graphics/fb[0-9]* 2>/dev/null")
                        .stdout());
        assertEquals("", guest.run("ls -d /sys/class/sound/card* 2>/dev/null").stdout());
    }

    @Test
    void bareMachineShowsWhatQemuHasAndNoMore() {
        Guest guest = Guest.boot(vm(), IMAGES.of(arch()));
        List<String> seen = compared(guest);
        // There is no network, display or sound controller: PCI Code and ID Assignment, base
        // classes.
        assertTrue(
                seen.stream().noneMatch(device -> device.matches(".* 0[234]..")), seen.toString());
        assertBare(guest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pc", "q35"})
    void bareMachineOfEachPcShowsWhatQemuHasAndNoMore(String machine) {
        requirePcRatherThan(machine);
        setMachine(machine);
        Guest guest = Guest.boot(vm(), IMAGES.of(arch()));
        List<String> seen = compared(guest);
        assertTrue(
                seen.stream().noneMatch(device -> device.matches(".* 0[234]..")), seen.toString());
        assertBare(guest);
    }

    @Test
    void showsWhatWasAskedForToo() {
        List<String> before = List.of("1af4:1005 00ff", "1af4:1044 00ff");
        requireDevice("e1000");
        vm().addArgs("-device", "virtio-rng-pci", "-device", "e1000,mac=52:54:00:01:02:03");
        Guest guest = Guest.boot(vm(), IMAGES.of(arch()));
        List<String> seen = compared(guest);
        // 82540EM, an Ethernet controller.
        assertEquals(1, count(seen, "8086:100e 0200"), seen.toString());
        assertEquals(1, before.stream().mapToLong(id -> count(seen, id)).sum(), seen.toString());
    }

    @Test
    void showsWhatIsBehindABridge() {
        requireDevice("pci-bridge");
        requireDevice("virtio-rng-pci");
        vm().addArgs("-device", "pci-bridge,id=bridge,chassis_nr=1");
        vm().addArgs("-device", "virtio-rng-pci,bus=bridge,addr=5");
        Guest guest = Guest.boot(vm(), IMAGES.of(arch()));
        List<String> seen = new ArrayList<>(compared(guest));
        seen.removeIf(device -> device.startsWith("00:"));
        assertEquals(1, seen.size(), seen.toString());
        assertTrue(seen.get(0).matches("01:05.0 1af4:10(05|44) .*"), seen.toString());
    }
}
