package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Boots, controls, freezes and clones guests of all architectures. */
@Execution(ExecutionMode.CONCURRENT)
class ArchitecturesTest {
    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void guestsHaveWhatWasAskedForTalkAndAreCloned(GuestArchitecture architecture) {
        QemuBinary binary;
        try {
            binary = QemuBinary.locate(System.getenv(), folder, Optional.of(architecture.target()));
        } catch (IllegalArgumentException e) {
            abort(e.getMessage());
            return;
        }
        QemuMachine origin = QemuMachine.create(binary, "origin", folder);
        origin.addArgs("-nic", "user,model=e1000");
        GuestImage image =
                GuestImage.linux(architecture.target())
                        .withModules("e1000")
                        .withFile("/etc/motd", "welcome to the guest\n")
                        .withFile("/opt/hello", "#!/bin/sh\necho perl $((6 * 7))\n", 0755);
        Template template = Guest.with(origin, image).prepare("echo kept > /root/file").template();
        byte[] data = new byte[300_000];
        new Random(3).nextBytes(data);
        try (Guest one = template.clone("one");
                Guest two = template.clone("two")) {
            assertThat(one.run("hostname; cat /root/file; exit 4").stdout())
                    .isEqualTo("one\nkept\n");
            one.put(data, "/root/data");
            assertThat(one.get("/root/data")).isEqualTo(data);
            assertThat(two.run("ls /root").stdout()).isEqualTo("file\n");
            String random = "head -c 16 /dev/urandom | md5sum";
            assertThat(one.run(random).stdout()).isNotEqualTo(two.run(random).stdout());
            long guestsTime = Long.parseLong(two.run("date +%s").stdout().strip());
            assertThat(Math.abs(guestsTime - System.currentTimeMillis() / 1000)).isLessThan(4);
            assertHasWhatWasAskedFor(two);
        }
    }

    private static void assertHasWhatWasAskedFor(Guest guest) {
        assertThat(guest.run("lsmod | grep -c ^e1000").stdout()).isEqualTo("1\n");
        assertThat(guest.run("ls /sys/class/net").stdout()).contains("eth0");
        assertThat(guest.run("cat /etc/motd; /opt/hello").stdout())
                .isEqualTo("welcome to the guest\nperl 42\n");
        assertThat(guest.run("perl -MSocket -MPOSIX -e 'print 6 * 7'").stdout()).isEqualTo("42");
        ConsolePrompt prompt = new ConsolePrompt(guest.vm());
        assertThat(prompt.answer("cat /sys/class/virtio-ports/*/name"))
                .contains("org.qemu.functional.guest.0");
    }
}
