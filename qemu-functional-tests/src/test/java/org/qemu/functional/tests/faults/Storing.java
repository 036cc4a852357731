package org.qemu.functional.tests.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.budget.TestTimeout;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestImage;

@TestTimeout(seconds = 60)
class Storing extends QemuSystemTest {
    static final GuestImage IMAGE =
            GuestImage.linux("x86_64").withModules("virtio_net", "virtio_blk");

    @Test
    void savesItsResult() throws IOException {
        try (OutputStream out = Files.newOutputStream(Path.of("/dev/full"))) {
            out.write("result".getBytes(US_ASCII));
        }
    }

    @Test
    void writesItsDisk() throws IOException {
        Path disk = scratchFile("disk.img");
        Files.write(disk, new byte[1 << 20]);
        Path rules = scratchFile("rules");
        Files.writeString(rules, "[inject-error]\nevent = \"pwritev\"\nerrno = \"28\"\n");
        vm().addArgs(
                        "-drive",
                        "if=none,id=d,format=raw,werror=enospc,cache=writethrough,file=blkdebug:%s:%s"
                                .formatted(rules, disk),
                        "-device",
                        "virtio-blk-pci,drive=d");
        Guest guest = Guest.with(vm(), IMAGE).memory(128).boot();
        guest.run("dd if=/dev/zero of=/dev/vda bs=64k count=1 conv=fsync", Duration.ofSeconds(10))
                .check();
    }

    @Test
    void namesItsMachine() {
        vm().addArgs("-nodefaults", null);
        vm().launch();
    }
}
