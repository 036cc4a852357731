package org.qemu.functional.tests.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.atf.ExpectedFailure;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.tests.VfioUserClientDevice;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.VfioUserDevice;
import org.qemu.functional.vfiouser.VfioUserServer;
import org.qemu.functional.vfiouser.example.DmaCopyEngine;
import org.qemu.functional.vfiouser.example.GpioCard;
import org.qemu.functional.vfiouser.wire.PciIrq;

/** Linux uses PCI devices that are written in Java. */
class VfioUserLinuxTest extends QemuSystemTest {
    static final GuestImage IMAGE =
            GuestImage.linux("x86_64")
                    .withModules("vfio_pci", "vfio_iommu_type1", "gpio_pci_idio_16")
                    .withPackage("pciutils");

    /** A program for the guest: the user-space driver of a copy engine. */
    private static final String DRIVER = "VfioUserLinuxTest.pl";

    /** The address of the only device behind the first root port. */
    private static final String ADDRESS = "0000:01:00.0";

    private static final Duration LONG = Duration.ofSeconds(60);

    @BeforeEach
    void requireClient() {
        requireDevice(VfioUserClientDevice.TYPE);
    }

    private VfioUserServer serve(VfioUserDevice device) {
        VfioUserServer server = VfioUserServer.listen(socketDir().resolve("device"), device);
        server.serve();
        return server;
    }

    private Guest boot() {
        return Guest.boot(vm(), IMAGE);
    }

    private void addRootPort() {
        vm().addArgs("-device", "pcie-root-port,id=root0,chassis=1,slot=1");
    }

    private void addDevice(VfioUserServer server) {
        addRootPort();
        vm().addArgs(
                        "-device",
                        VfioUserClientDevice.of("java", server.path()).on("root0").argument());
    }

    @Test
    void readsAndWritesRegisters() {
        try (VfioUserServer server = serve(new DmaCopyEngine().device())) {
            addDevice(server);
            Guest guest = boot();

            assertEquals(
                    "01:00.0 0801: 1b36:10f1\n",
                    guest.run("lspci -n -s " + ADDRESS).check().stdout());
            assertTrue(
                    guest.run("lspci -v -s " + ADDRESS).check().stdout().contains("[size=4K]"),
                    "the size of BAR 0");
            guest.run("setpci -s %s COMMAND=2".formatted(ADDRESS)).check();
            String address = "$(head -n 1 /sys/bus/pci/devices/%s/resource | cut -d ' ' -f 1)";
            assertEquals(
                    "0x89ABCDEF\n0x01234567\n0x00000000\n",
                    guest.run(
                                    """
                                    at=%s
                                    devmem $at 32 0x89abcdef && devmem $((at + 4)) 32 0x01234567
                                    devmem $at 32 && devmem $((at + 4)) 32
                                    echo 1 > /sys/bus/pci/devices/%s/reset && setpci -s %2$s COMMAND=2
                                    devmem $at 32
                                    """
                                            .formatted(address.formatted(ADDRESS), ADDRESS))
                            .check()
                            .stdout());
        }
    }

    @Test
    void copiesMemoryAndCountsInterrupts() throws IOException {
        try (VfioUserServer server = serve(new DmaCopyEngine().device())) {
            vm().addArgs("-device", "intel-iommu,caching-mode=on");
            addDevice(server);
            Guest guest = boot();
            try (InputStream driver = VfioUserLinuxTest.class.getResourceAsStream(DRIVER)) {
                guest.put(new String(driver.readAllBytes(), UTF_8), "/root/" + DRIVER);
            }

            String output =
                    guest.run("perl %s %s hello world again".formatted(DRIVER, ADDRESS), LONG)
                            .check()
                            .stdout();

            assertEquals(
                    """
                    copied hello, status 2, interrupts 1
                    copied world, status 2, interrupts 2
                    copied again, status 2, interrupts 3
                    a bad address: status 3, error 2, interrupts 4
                    after a reset: status 0
                    """,
                    output);
        }
    }

    @Test
    void aDriverOfLinuxSetsPins() {
        List<String> log = new CopyOnWriteArrayList<>();
        GpioCard card = new GpioCard(log::add);
        try (VfioUserServer server = serve(card.device())) {
            addDevice(server);
            Guest guest = boot();

            guest.waitForFile("/sys/bus/pci/drivers/pci-idio-16/" + ADDRESS);
            guest.run(
                            """
                            chip=$(ls -d /sys/bus/pci/devices/%s/gpio/gpiochip*)
                            pin=$(($(cat $chip/base) + 3))
                            echo $pin > /sys/class/gpio/export
                            for value in 1 0 1; do echo $value > /sys/class/gpio/OUT3/value; done
                            """
                                    .formatted(ADDRESS))
                    .check();
            assertEquals(2, card.count(3), () -> "accesses of the driver: " + log);
        }
    }

    @Test
    void comesAndGoesWhileTheGuestRuns() {
        addRootPort();
        Guest guest = boot();
        for (int time = 0; time < 2; time++) {
            comesAndGoes(guest, cardWithMsi());
        }
    }

    @Test
    @ExpectedFailure("QEMU 11.1.3 aborts in memory_region_del_subregion")
    void comesAndGoesWithMsix() {
        addRootPort();
        comesAndGoes(boot(), new DmaCopyEngine().device());
    }

    /** Return a device of a known class: Linux gives no addresses to others at hot-plug. */
    private static VfioUserDevice cardWithMsi() {
        return VfioUserDevice.builder(DmaCopyEngine.VENDOR, DmaCopyEngine.DEVICE)
                .classCode(0xff, 0, 0)
                .bar(
                        0,
                        DeviceRegion.memory(
                                4096,
                                RegionHandler.registers((at, size) -> 0, (at, size, value) -> {})))
                .interrupts(PciIrq.MSI, 1)
                .capability(PciCapability.msi(1))
                .build();
    }

    private void comesAndGoes(Guest guest, VfioUserDevice device) {
        String folder = "/sys/bus/pci/devices/" + ADDRESS;
        try (VfioUserServer server = serve(device)) {
            vm().cmd(
                            "device_add",
                            VfioUserClientDevice.of("java", server.path()).on("root0").arguments());
            guest.waitUntilSucceeds("grep %04x %s/device".formatted(DmaCopyEngine.DEVICE, folder));
            vm().monitor().deviceDel("java");
            guest.waitUntilSucceeds("! [ -e %s ]".formatted(folder));
        }
    }

    @Test
    void theGuestOutlivesTheServer() {
        VfioUserServer server = serve(new DmaCopyEngine().device());
        try (server) {
            addDevice(server);
            Guest guest = boot();
            assertEquals(
                    "0x10f1\n",
                    guest.run("cat /sys/bus/pci/devices/%s/device".formatted(ADDRESS)).stdout());
            server.close();

            assertEquals(
                    "ffffffff\n", guest.run("setpci -s %s 00.L".formatted(ADDRESS), LONG).stdout());
            assertTrue(vm().isRunning());
        }
    }
}
