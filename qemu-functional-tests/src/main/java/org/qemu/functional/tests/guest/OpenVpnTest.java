package org.qemu.functional.tests.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.guest.CloneBuilder;
import org.qemu.functional.guest.CommandResult;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.guest.Template;
import org.qemu.functional.guest.net.CapturedFrame;
import org.qemu.functional.guest.net.Frame;
import org.qemu.functional.guest.net.Ipv4;
import org.qemu.functional.guest.net.Link;
import org.qemu.functional.guest.net.Network;
import org.qemu.functional.machine.QemuMachine;

/** Proves that openvpn connects two sites over a network on which their data cannot be read. */
class OpenVpnTest extends QemuSystemTest {
    /** IPv6 is disabled because it would add irrelevant frames to the captures. */
    static final GuestImage IMAGE =
            GuestImage.linux("x86_64")
                    .withModules("virtio_net", "tun")
                    .withPackage("openvpn", "openssl")
                    .withFile(VpnSite.EVENT_PATH, VpnSite.EVENT_SCRIPT, 0755)
                    .withCommandLine("ipv6.disable=1");

    private static final Duration TRANSFER = Duration.ofSeconds(30);
    private static final int RARP = 0x8035;
    private static final int LINES = 2000;

    /** In MiB; extracting the image takes 144. */
    private static final int MEMORY = 160;

    private static final String SECRET = "what client1 has to say to client2 and nobody else";

    @Test
    void joinsSitesWhoseMachinesBoot() {
        requireNetdev("stream");
        try (VpnTopology sites = VpnTopology.start(logFile(""), this::boot)) {
            check(sites);
        }
    }

    private Callable<Guest> boot(String name, List<Link> nics) {
        QemuMachine vm = vm(name);
        for (int i = 0; i < nics.size(); i++) {
            vm.addArgs("-netdev", nics.get(i).netdev("n" + i));
            vm.addArgs(
                    "-device", "virtio-net-pci,netdev=n%d,mac=%s".formatted(i, nics.get(i).mac()));
        }
        return () -> Guest.with(vm, IMAGE).memory(MEMORY).boot();
    }

    @Test
    void joinsSitesWhoseMachinesAreClones() {
        requireNetdev("stream");
        try (Template template = template();
                VpnTopology sites =
                        VpnTopology.start(
                                logFile(""), (name, nics) -> () -> copy(template, name, nics))) {
            check(sites);
        }
    }

    /** Return a template with two NICs that are not connected. */
    private Template template() {
        QemuMachine vm = vm("template");
        for (int i = 0; i < 2; i++) {
            vm.addArgs("-netdev", "hubport,id=n%d,hubid=%d".formatted(i, i));
            vm.addArgs("-device", "virtio-net-pci,netdev=n" + i);
        }
        Template template = Guest.with(vm, IMAGE).memory(MEMORY).template();
        log().info("the template is ready");
        return template;
    }

    private static Guest copy(Template template, String name, List<Link> nics) {
        CloneBuilder copy = template.cloning(name);
        for (int i = 0; i < nics.size(); i++) {
            copy.netdev("n" + i, nics.get(i).netdev("n" + i)).mac("eth" + i, nics.get(i).mac());
        }
        return copy.start();
    }

    private void check(VpnTopology sites) {
        log().info("the machines run");
        assertFalse(ping(sites).isSuccess(), "client1 reached client2 without a VPN");
        sites.startVpn();
        log().info("the tunnel is up");
        awaitPing(sites);
        passesText(sites);
        keepsTheSecret(sites);
        log().info("the text was transferred");
        heals(sites);
        log().info("the tunnel is up again after the cut");
    }

    private static CommandResult ping(VpnTopology sites) {
        return sites.one.client().run(pingOf(sites));
    }

    /** Wait until a ping succeeds; a single ping can fail on a busy host. */
    private static void awaitPing(VpnTopology sites) {
        sites.one.client().waitUntilSucceeds(pingOf(sites));
    }

    private static String pingOf(VpnTopology sites) {
        return "ping -c 1 -W 1 " + sites.two.clientAddress();
    }

    /** Check that client2 returns the checksum of the text that client1 sent. */
    private static void passesText(VpnTopology sites) {
        Guest sender = sites.one.client();
        Guest receiver = sites.two.client();
        byte[] text = (SECRET + "\n").repeat(LINES).getBytes(UTF_8);
        receiver.run("nc -l -p 5000 -e sha256sum > /dev/null 2>&1 &").check();
        receiver.waitForPort(5000);
        String send = "nc %s 5000".formatted(sites.two.clientAddress());
        String answer = sender.run(send, text, TRANSFER).check().stdout();
        assertEquals(sha256(text) + "  -\n", answer);
    }

    private static String sha256(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void keepsTheSecret(VpnTopology sites) {
        assertTrue(isRead(sites.net1), "the text was not on net1");
        assertTrue(isRead(sites.net2), "the text was not on net2");
        assertFalse(isRead(sites.middle), "the text was on the middle network in plain text");
        List<Frame> middle = sites.middle.captured().stream().map(CapturedFrame::frame).toList();
        assertTrue(
                middle.stream().anyMatch(OpenVpnTest::isTunnel),
                "no tunnel was on the middle network");
        assertEquals(
                List.of(),
                middle.stream().filter(frame -> !isAddressing(frame) && !isTunnel(frame)).toList());
    }

    private static boolean isRead(Network network) {
        return network.captured().stream()
                .anyMatch(seen -> seen.frame().contains(SECRET.getBytes(UTF_8)));
    }

    /**
     * Return whether a frame is ARP, or RARP (RFC 903), by which QEMU announces a clone's address
     * to switches.
     */
    private static boolean isAddressing(Frame frame) {
        return frame.etherType() == Frame.ARP || frame.etherType() == RARP;
    }

    private static boolean isTunnel(Frame frame) {
        return frame.ipv4()
                .filter(packet -> packet.protocol() == Ipv4.UDP)
                .filter(packet -> packet.sourcePort() == VpnSite.PORT)
                .filter(packet -> packet.destinationPort() == VpnSite.PORT)
                .isPresent();
    }

    private void heals(VpnTopology sites) {
        String before = sites.vpnProcesses();
        sites.link.cut();
        assertFalse(ping(sites).isSuccess(), "client1 reached client2 over a cut link");
        sites.one.awaitTunnelLoss();
        log().info("the gateways detected the cut");
        sites.link.restore();
        sites.one.awaitTunnel();
        awaitPing(sites);
        assertEquals(before, sites.vpnProcesses(), "openvpn was restarted");
    }
}
