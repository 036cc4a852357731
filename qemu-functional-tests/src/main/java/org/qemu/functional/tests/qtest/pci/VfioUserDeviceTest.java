package org.qemu.functional.tests.qtest.pci;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.Msix;
import org.qemu.functional.qtest.qos.pci.PciDevice;
import org.qemu.functional.tests.VfioUserClientDevice;
import org.qemu.functional.vfiouser.VfioUserDevice;
import org.qemu.functional.vfiouser.VfioUserServer;
import org.qemu.functional.vfiouser.example.DmaCopyEngine;
import org.qemu.functional.vfiouser.example.GpioCard;

/** QEMU as the client of PCI devices that are written in Java, without a guest. */
class VfioUserDeviceTest extends QemuSystemTest {
    private static final int PAGE = 4096;
    private static final long SOURCE = 1 << 20;
    private static final long DESTINATION = 2 << 20;
    private static final long MESSAGE = 3 << 20;

    private VfioUserServer server;

    @BeforeEach
    void requireClient() {
        requireDevice(VfioUserClientDevice.TYPE);
        setMachine("q35");
    }

    @AfterEach
    void closeServer() {
        if (server != null) {
            server.close();
        }
    }

    private Path socket() {
        return socketDir().resolve("device");
    }

    private void serve(VfioUserDevice device) {
        server = VfioUserServer.listen(socket(), device);
        server.serve();
    }

    private void addDevice() {
        addDevice(VfioUserClientDevice.of("java", socket()));
    }

    private void addDevice(VfioUserClientDevice device) {
        vm().addArgs("-nodefaults", "-m", "64M", "-device", device.argument());
    }

    /** Give the device descriptors of the guest's memory. */
    private void shareMemory() {
        vm().addArgs(
                        "-object",
                        "memory-backend-memfd,id=memory,size=64M,share=on",
                        "-machine",
                        "memory-backend=memory");
    }

    private PciDevice engine(QTest qtest) {
        PciDevice device =
                MachineType.Q35.open(qtest).pci().get(DmaCopyEngine.VENDOR, DmaCopyEngine.DEVICE);
        device.enable();
        return device;
    }

    @Test
    void readsAndWritesRegisters() {
        serve(new DmaCopyEngine().device());
        addDevice();
        try (QTest qtest = QTest.launch(vm())) {
            PciDevice device = engine(qtest);
            assertEquals(0x080100, device.classCode());
            Bar bar = device.map(0);
            assertEquals(PAGE, bar.size());
            bar.writel(DmaCopyEngine.SOURCE, 0x89abcdefL);
            bar.writel(DmaCopyEngine.SOURCE + 4, 0x01234567L);
            assertEquals(0x0123456789abcdefL, bar.readq(DmaCopyEngine.SOURCE));
            qtest.systemReset();
            // The reset has also removed the host bridge's window.
            assertEquals(0, engine(qtest).map(0).readq(DmaCopyEngine.SOURCE));
        }
    }

    @Test
    void readsAndWritesPorts() {
        List<String> log = new CopyOnWriteArrayList<>();
        GpioCard card = new GpioCard(log::add);
        serve(card.device());
        addDevice();
        try (QTest qtest = QTest.launch(vm())) {
            PciDevice device =
                    MachineType.Q35.open(qtest).pci().get(GpioCard.VENDOR, GpioCard.DEVICE);
            device.enable();
            Bar bar = device.map(2);
            assertTrue(bar.io());
            bar.writeb(0, 0x09);
            assertEquals(0xf6, bar.readb(1));
            assertEquals(1, card.count(0));
            assertEquals(1, card.count(3));
            assertEquals(
                    List.of("region2: wrote 0x9 to (0x0:1)", "region2: read 0xf6 from (0x1:1)"),
                    log);
        }
    }

    @Test
    void copiesThroughDescriptors() {
        shareMemory();
        copies(new DmaCopyEngine());
    }

    @Test
    void copiesThroughMessages() {
        ExecutorService copies = Executors.newSingleThreadExecutor();
        try {
            copies(new DmaCopyEngine(copies));
        } finally {
            copies.shutdown();
        }
    }

    private void copies(DmaCopyEngine copyEngine) {
        serve(copyEngine.device());
        addDevice();
        try (QTest qtest = QTest.launch(vm())) {
            PciDevice device = engine(qtest);
            Msix msix = device.enableMsix();
            msix.set(0, MESSAGE, 0xfeedcafeL);
            byte[] text = "x".repeat(3 * PAGE).concat("the end").getBytes(US_ASCII);
            qtest.memwrite(SOURCE + 1, text);

            Bar bar = device.map(0);
            bar.writeq(DmaCopyEngine.SOURCE, SOURCE + 1);
            bar.writeq(DmaCopyEngine.DESTINATION, DESTINATION);
            bar.writel(DmaCopyEngine.LENGTH, text.length);
            bar.writel(DmaCopyEngine.COMMAND, DmaCopyEngine.COPY);

            bar.registerl("status", DmaCopyEngine.STATUS).await(0xffffffffL, DmaCopyEngine.DONE);
            assertEquals(
                    new String(text, US_ASCII),
                    new String(qtest.memread(DESTINATION, text.length), US_ASCII));
            qtest.memory().registerl("message of MSI-X", MESSAGE).await(0xffffffffL, 0xfeedcafeL);
        }
    }

    @Test
    void firmwareAssignsAddresses() {
        serve(new DmaCopyEngine().device());
        addDevice();
        vm().setConsole("isa-debugcon,iobase=0x402");
        vm().launch();
        waitForConsolePattern("No bootable device");
        for (JsonNode bus : vm().cmd("query-pci")) {
            for (JsonNode device : bus.path("devices")) {
                if (device.path("id").path("device").asInt() == DmaCopyEngine.DEVICE) {
                    JsonNode region = device.path("regions").path(0);
                    assertEquals(PAGE, region.path("size").asInt());
                    assertTrue(region.path("address").asLong() > 0, () -> "BAR 0: " + region);
                    return;
                }
            }
        }
        throw new AssertionError("firmware has found no device 1b36:10f1");
    }

    @Test
    void aServerThatIsSilentEndsTheStart() throws IOException {
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket()));
            addDevice(VfioUserClientDevice.of("java", socket()).timeout(500));
            LaunchException thrown = assertThrows(LaunchException.class, () -> vm().launch());
            assertTrue(
                    thrown.getMessage().contains("timed out waiting for reply"),
                    thrown.getMessage());
        }
    }

    @Test
    void aServerThatIsAbsentEndsTheStart() {
        addDevice();
        LaunchException thrown = assertThrows(LaunchException.class, () -> vm().launch());
        assertTrue(thrown.getMessage().contains("No such file or directory"), thrown.getMessage());
    }

    @Test
    void aServerThatDiesLeavesAVerdictInTheLog() throws IOException {
        serve(new DmaCopyEngine().device());
        addDevice();
        try (QTest qtest = QTest.launch(vm())) {
            Bar bar = engine(qtest).map(0);
            server.close();
            assertEquals(0xffffffffL, bar.readl(DmaCopyEngine.STATUS));
            assertTrue(vm().isRunning());
            String log = Files.readString(logFile("default.log"));
            assertTrue(log.contains("failed to read header: EOF"), log);
        }
    }
}
