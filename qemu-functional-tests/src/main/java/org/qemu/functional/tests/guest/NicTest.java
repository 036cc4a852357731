package org.qemu.functional.tests.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestScript;
import org.qemu.functional.guest.ScriptRun;

/** Proves that each NIC for which Linux has a driver transfers data in both directions. */
class NicTest extends QemuSystemTest {
    static final GuestImages IMAGES =
            GuestImages.withModules(
                    "af_packet",
                    "virtio_net",
                    "e1000",
                    "e1000e",
                    "igb",
                    "8139cp",
                    "pcnet32",
                    "ne2k-pci",
                    "tulip",
                    "e100",
                    "vmxnet3",
                    "xhci-pci",
                    "cdc_ether",
                    "rndis_host");

    private static final int PORT = 5000;
    private static final int SIZE = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "virtio-net-pci, virtio_net",
        "e1000, e1000",
        "e1000e, e1000e",
        "igb, igb",
        "rtl8139, 8139cp",
        "pcnet, pcnet32",
        "ne2k_pci, ne2k-pci",
        "tulip, tulip",
        "i82550, e100",
        "i82559c, e100",
        "vmxnet3, vmxnet3",
        "usb-net, cdc_ether|rndis_host",
    })
    @GuestScript(seconds = 40)
    void carriesAMegabyteEachWay(String nic, String drivers, ScriptRun script) throws Exception {
        requireDevice(nic);
        Assumptions.assumeTrue(
                GuestImages.has(arch(), drivers),
                () -> "Debian's kernel for '%s' has no driver '%s'".formatted(arch(), drivers));
        boolean usb = nic.startsWith("usb-");
        if (usb) {
            requireDevice("qemu-xhci");
            vm().addArgs("-device", "qemu-xhci");
        }
        vm().addArgs("-netdev", "user,id=n0,restrict=on,hostfwd=tcp:127.0.0.1:0-:" + PORT);
        vm().addArgs("-device", nic + ",netdev=n0,mac=52:54:00:0a:0b:0c");

        Guest guest = Guest.boot(vm(), IMAGES.of(arch()));
        // For a NIC on USB, QEMU 10.0 sets the first byte to 40, regardless of the request; 7.2
        // does not.
        script.set("MAC", (usb ? "??" : "52") + ":54:00:0a:0b:0c");
        script.in(guest).set("DRIVERS", drivers).set("PORT", PORT).set("SIZE", SIZE);
        String sent = script.awaitLine("sends ").substring("sends ".length());
        guest.waitForPort(PORT);
        byte[] data = new byte[SIZE];
        new Random(1).nextBytes(data);
        assertEquals(sent, hash(exchange(data)));
        String received = script.awaitLine("received ").substring("received ".length());
        assertEquals(hash(data), received);
    }

    /** Send and receive concurrently, because either side can wait for the other to read. */
    private byte[] exchange(byte[] data) throws IOException, InterruptedException {
        byte[] received;
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), usernetHostfwdPort(vm()))) {
            socket.setSoTimeout(30_000);
            IOException[] failed = new IOException[1];
            Thread sender =
                    new Thread(
                            () -> {
                                try {
                                    socket.getOutputStream().write(data);
                                    socket.shutdownOutput();
                                } catch (IOException e) {
                                    failed[0] = e;
                                }
                            });
            sender.start();
            received = socket.getInputStream().readNBytes(SIZE);
            sender.join();
            if (failed[0] != null) {
                throw failed[0];
            }
        }
        assertEquals(SIZE, received.length);
        return received;
    }

    private static String hash(byte[] data) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    }
}
