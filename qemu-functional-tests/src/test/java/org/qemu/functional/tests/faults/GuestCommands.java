package org.qemu.functional.tests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.budget.TestTimeout;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.guest.Template;
import org.qemu.functional.guest.net.Link;
import org.qemu.functional.guest.net.Network;
import org.qemu.functional.machine.QemuMachine;

@TestTimeout(seconds = 90)
class GuestCommands extends QemuSystemTest {
    static final GuestImage IMAGE =
            GuestImage.linux("x86_64").withModules("virtio_net", "virtio_blk");

    private Guest boot() {
        return Guest.with(vm(), IMAGE).memory(128).boot();
    }

    @Test
    void writesToProc() {
        boot().run("echo c > /proc/sysrq-trigger");
    }

    @Test
    void listsItsFiles() {
        boot().run("ls /etc /srv/data").check();
    }

    @Test
    void countsItsProcessors() {
        assertEquals("2\n", boot().run("grep -c ^processor /proc/cpuinfo").check().stdout());
    }

    @Test
    void sleepsForAMoment() {
        boot().run("sleep 1000", Duration.ofSeconds(5));
    }

    @Test
    void clonesWithADisk() throws IOException {
        Path disk = scratchFile("disk.img");
        Files.write(disk, new byte[1 << 20]);
        try (Template template = Guest.with(vm(), IMAGE).disk(disk, "raw").template()) {
            Files.write(disk, new byte[4096], StandardOpenOption.APPEND);
            template.clone("second").run("sha256sum /dev/vda").check();
        }
    }

    @Test
    void pingsItsNeighbor() {
        requireNetdev("stream");
        QemuMachine vm = vm("template");
        vm.addArgs("-netdev", "hubport,id=n0,hubid=0", "-device", "virtio-net-pci,netdev=n0");
        try (Network network = Network.createSwitch("lan", logFile(""));
                Template template = Guest.with(vm, IMAGE).memory(128).template()) {
            Guest first = join(template, network.link("first"), 1);
            Link link = network.link("second");
            join(template, link, 2);
            first.run("ping -c 1 -W 5 10.0.0.2").check();
            link.cut();
            first.run("ping -c 3 -W 1 10.0.0.2").check();
        }
    }

    private static Guest join(Template template, Link link, int number) {
        Guest guest =
                template.cloning("vm" + number)
                        .netdev("n0", link.netdev("n0"))
                        .mac("eth0", link.mac())
                        .start();
        link.awaitAttached(Duration.ofSeconds(10));
        guest.run("ip addr add 10.0.0.%d/24 dev eth0 && ip link set eth0 up".formatted(number))
                .check();
        return guest;
    }
}
