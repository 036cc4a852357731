package org.qemu.functional.guest.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.ConsoleExpectation;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/**
 * Attaches real VMs to links; the firmware of the NIC, iPXE, requests an address by DHCP when it
 * boots.
 */
@Timeout(180)
class AttachedMachineTest {
    private static final Duration BOOT = Duration.ofSeconds(60);

    @TempDir Path folder;
    private Network net;
    private Link link;
    private QemuMachine vm;

    @BeforeEach
    void create() {
        net = Network.create("net", folder);
        link = net.link("client");
        vm = machine("default", "virtio-net-pci", link);
    }

    @AfterEach
    void close() {
        vm.kill();
        net.close();
    }

    private QemuMachine machine(String name, String nic, Link at) {
        QemuMachine made =
                QemuMachine.create(
                        QemuBinary.locate(System.getenv(), folder, Optional.of("x86_64")),
                        name,
                        folder);
        made.setMachine("pc");
        made.addArgs("-m", "64M", "-nodefaults", "-boot", "n");
        made.addArgs("-netdev", at.netdev("n0"));
        made.addArgs("-device", nic + ",netdev=n0,mac=" + at.mac());
        return made;
    }

    private static Predicate<CapturedFrame> discoverOf(Link link) {
        return seen ->
                seen.link().equals(link.name())
                        && seen.frame().source().equals(link.mac())
                        && seen.frame().ipv4().filter(p -> p.destinationPort() == 67).isPresent();
    }

    @Test
    void framesOfTheGuestComeThrough() throws Exception {
        vm.launch();
        link.awaitAttached(BOOT);
        CapturedFrame discover = net.waitForFrame("DHCP discover", discoverOf(link), BOOT);
        assertThat(discover.frame().toString())
                .startsWith(
                        link.mac() + " > ff:ff:ff:ff:ff:ff, UDP 0.0.0.0:68 > 255.255.255.255:67");
        assertThat(PcapReader.read(net.pcap()))
                .extracting(PcapReader.Packet::frame)
                .contains(discover.frame());
    }

    @Test
    void cutCableLosesFramesAndHealsAgain() {
        link.cut();
        vm.launch();
        link.awaitAttached(BOOT);
        link.awaitStatistics("a frame to be lost", counts -> counts.cut() > 0, BOOT);
        assertThat(net.captured()).isEmpty();
        link.restore();
        net.waitForFrame("DHCP discover", discoverOf(link), BOOT);
    }

    @Test
    void guestSeesItsCarrierGoAndComeBack() {
        Link at = net.link("other");
        QemuMachine other = machine("other", "e1000", at);
        other.setMachine("pc,graphics=off");
        other.addArgs("-S");
        other.setConsole();
        try {
            other.launch();
            at.setCarrier(other, "n0", false);
            other.monitor().resume();
            ConsoleExpectation.on(other).success("Link:down").failure("Link:up").await(BOOT);
            assertThat(net.captured()).isEmpty();
            at.setCarrier(other, "n0", true);
            net.waitForFrame("DHCP discover", discoverOf(at), BOOT);
        } finally {
            other.kill();
        }
    }

    @Test
    void vmThatEndsLeavesAndMayComeAgain() {
        for (int i = 0; i < 2; i++) {
            long before = net.count();
            vm.launch();
            link.awaitAttached(BOOT);
            link.waitForFrame(before, "DHCP discover", Dhcp::isDiscover, BOOT);
            vm.kill();
            link.awaitDetached(BOOT);
        }
        assertThat(link.failure()).isEmpty();
    }

    @Test
    void waitForAFrameEndsWhenItsVmDoes() throws Exception {
        vm.launch();
        link.awaitAttached(BOOT);
        ProcessHandle.of(vm.pid()).orElseThrow().destroyForcibly();
        assertThatThrownBy(() -> link.waitForFrame("ARP", it -> it.etherType() == Frame.ARP, BOOT))
                .isInstanceOf(FrameTimeoutError.class)
                .hasMessageContaining("ARP was not on network 'net' before the VM left");
    }

    @Test
    void vmThatRunsCanBeAttached() {
        vm.launch();
        link.awaitAttached(BOOT);
        Link later = net.link("later");
        vm.cmd("netdev_add", later.netdevArguments("n1"));
        later.awaitAttached(BOOT);
        // QEMU 10.0 crashes if it has to remove a back-end whose connection it has not seen.
        vm.eventWait("NETDEV_STREAM_CONNECTED", BOOT, Map.of("data", Map.of("netdev-id", "n1")));
        vm.cmd("netdev_del", "id", "n1");
        later.awaitDetached(BOOT);
        assertThat(vm.cmd("query-status").path("running").asBoolean()).isTrue();
        assertThat(link.isAttached()).isTrue();
    }

    @Test
    void guestHearsTheTestsOwnSocket() {
        vm.launch();
        try (EthernetSocket probe = net.socket("probe")) {
            Frame discover = net.waitForFrame("DHCP discover", discoverOf(link), BOOT).frame();
            probe.send(Dhcp.offer(discover, probe.mac()));
            CapturedFrame request =
                    net.waitForFrame(
                            "DHCP request",
                            seen -> discoverOf(link).test(seen) && Dhcp.isRequest(seen.frame()),
                            BOOT);
            assertThat(request.link()).isEqualTo("client");
        }
    }
}
