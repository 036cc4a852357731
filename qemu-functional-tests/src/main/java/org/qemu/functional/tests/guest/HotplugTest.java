package org.qemu.functional.tests.guest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.guest.Guest;

/** Proves that a running guest detects added and removed devices and processors. */
class HotplugTest extends QemuSystemTest {
    static final GuestImages IMAGES =
            GuestImages.withModules("virtio_blk", "virtio_net", "virtio_rng", "shpchp");

    private static final String MAC = "52:54:00:0d:0e:0f";

    /** The bus of a hot-plugged device. */
    enum Slot {
        /** A PCI Express port on the architecture's default machine. */
        ROOT_PORT,
        /** The PCI bus of i440FX, with ACPI. */
        PC_BUS,
    }

    private Guest boot(Slot slot) {
        if (slot == Slot.PC_BUS) {
            Assumptions.assumeTrue(
                    arch().equals("x86_64"), () -> "'%s' has no machine 'pc'".formatted(arch()));
            setMachine("pc");
        } else {
            requireDevice("pcie-root-port");
            Assumptions.assumeFalse(
                    arch().equals("ppc64") || arch().equals("mipsel"),
                    () -> "the machine of '%s' has no PCI Express".formatted(arch()));
            vm().addArgs("-device", "pcie-root-port,id=root0,chassis=1,slot=1");
        }
        return Guest.boot(vm(), IMAGES.of(arch()));
    }

    private static String bus(Slot slot) {
        return slot == Slot.PC_BUS ? "pci.0" : "root0";
    }

    private static void awaitGone(Guest guest, String path) {
        guest.waitUntilSucceeds("! [ -e %s ]".formatted(path));
    }

    @ParameterizedTest
    @EnumSource
    void diskComesWithItsContentAndGoes(Slot slot) throws IOException {
        byte[] content = new byte[1 << 20];
        new Random(1).nextBytes(content);
        Path file = scratchFile("disk.raw");
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Guest guest = boot(slot);
        assertFalse(guest.run("[ -e /sys/block/vda ]").isSuccess());

        vm().cmd(
                        "blockdev-add",
                        Map.of("driver", "file", "filename", file.toString(), "node-name", "late"));
        vm().monitor()
                .deviceAdd(
                        "virtio-blk-pci",
                        "disk",
                        "bus",
                        bus(slot),
                        "drive",
                        "late",
                        "serial",
                        "x1");
        guest.waitForFile("/dev/vda");
        assertEquals("x1", guest.run("cat /sys/block/vda/serial").stdout());
        assertArrayEquals(content, guest.get("/dev/vda"));

        vm().monitor().deviceDel("disk");
        awaitGone(guest, "/sys/block/vda");
        vm().cmd("blockdev-del", "node-name", "late"); // QEMU refuses this while a device uses it
    }

    @ParameterizedTest
    @EnumSource
    void nicComesWithItsAddressAndGoes(Slot slot) {
        Guest guest = boot(slot);
        vm().cmd("netdev_add", "type", "user", "id", "late");
        vm().monitor()
                .deviceAdd("virtio-net-pci", "nic", "bus", bus(slot), "netdev", "late", "mac", MAC);
        guest.waitForFile("/sys/class/net/eth0/address");
        assertEquals(MAC + "\n", guest.run("cat /sys/class/net/eth0/address").stdout());
        guest.run("ifconfig eth0 10.0.2.15 up && ping -c 1 -W 10 10.0.2.2").check();

        vm().monitor().deviceDel("nic");
        awaitGone(guest, "/sys/class/net/eth0");
    }

    @ParameterizedTest
    @EnumSource
    void generatorComesGoesAndComesAgain(Slot slot) {
        Guest guest = boot(slot);
        String available = "/sys/class/misc/hw_random/rng_available";
        for (int time = 0; time < 2; time++) {
            assertFalse(guest.run("grep -q virtio " + available).isSuccess());
            vm().monitor().deviceAdd("virtio-rng-pci", "rng" + time, "bus", bus(slot));
            guest.waitUntilSucceeds("grep -q virtio " + available);
            guest.run(
                            "grep -o 'virtio_rng[.0-9]*' %s > /sys/class/misc/hw_random/rng_current"
                                    .formatted(available))
                    .check();
            assertEquals("16\n", guest.run("head -c 16 /dev/hwrng | wc -c").check().stdout());
            vm().monitor().deviceDel("rng" + time);
            guest.waitUntilSucceeds("! grep -q virtio " + available);
        }
    }

    private JsonNode freeCpu() {
        for (JsonNode cpu : vm().cmd("query-hotpluggable-cpus")) {
            if (!cpu.has("qom-path")) {
                return cpu;
            }
        }
        throw new AssertionError("no processor can be plugged in");
    }

    @Test
    void processorComesWorksAndGoes() {
        Assumptions.assumeTrue(
                arch().equals("x86_64"),
                () -> "processors of '%s' cannot be plugged in".formatted(arch()));
        vm().addArgs("-smp", "maxcpus=2");
        Guest guest = Guest.boot(vm(), IMAGES.of(arch()));
        String cpu1 = "/sys/devices/system/cpu/cpu1";
        assertEquals("1\n", guest.run("nproc").stdout());
        assertEquals(1, vm().monitor().queryCpus().size());

        JsonNode free = freeCpu();
        Map<String, Object> plug = new HashMap<>();
        free.path("props").properties().forEach(it -> plug.put(it.getKey(), it.getValue()));
        plug.put("driver", free.path("type").asText());
        plug.put("id", "late");
        vm().cmd("device_add", plug);
        guest.waitForFile(cpu1 + "/online");
        guest.run("echo 1 > %s/online".formatted(cpu1)).check();
        assertEquals("2\n", guest.run("nproc").stdout());
        assertEquals(2, vm().monitor().queryCpus().size());
        // The 39th field is the processor on which a process ran, see proc(5).
        assertEquals(
                "1\n", guest.run("taskset 2 cut -d ' ' -f 39 /proc/self/stat").check().stdout());

        // QEMU sends no DEVICE_DELETED with the processor's ID. The guest reports the ejection
        // instead: ACPI 6.5, 6.3.5 _OST, source 3 is an ejection, status 0 is success.
        vm().cmd("device_del", "id", "late");
        vm().eventWait(
                        "ACPI_DEVICE_OST",
                        Duration.ofSeconds(30),
                        Map.of("data", Map.of("info", Map.of("source", 3, "status", 0))));
        awaitGone(guest, cpu1);
        assertEquals("1\n", guest.run("nproc").stdout());
        assertEquals(1, vm().monitor().queryCpus().size());
    }
}
