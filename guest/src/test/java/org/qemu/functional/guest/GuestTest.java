package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

class GuestTest {
    @TempDir static Path folder;
    static QemuMachine vm;
    static Guest guest;

    @org.junit.jupiter.api.BeforeAll
    static void boot() {
        vm =
                QemuMachine.create(
                        QemuBinary.locate(System.getenv(), folder, Optional.of("x86_64")),
                        "default",
                        folder);
        long t = System.nanoTime();
        guest = Guest.boot(vm, GuestImage.linux("x86_64"));
        System.err.println("== boot " + (System.nanoTime() - t) / 1000000);
    }

    @org.junit.jupiter.api.AfterAll
    static void kill() {
        vm.kill();
    }

    @Test
    void speed() throws Exception {
        CommandResult r = guest.run("echo hi; echo x >&2; exit 3");
        System.err.println("== " + r);
        assertThat(r.exitStatus()).isEqualTo(3);
        for (int k = 0; k < 5; k++) {
            long[] t = new long[200];
            for (int i = 0; i < t.length; i++) {
                long s = System.nanoTime();
                guest.run("true");
                t[i] = System.nanoTime() - s;
            }
            Arrays.sort(t);
            System.err.println(
                    "true median us "
                            + t[100] / 1000
                            + " min "
                            + t[0] / 1000
                            + " p90 "
                            + t[180] / 1000);
        }
        guest.run(
                "dd if=/dev/urandom of=/tmp/f bs=1M count=1; for i in 1 2 3 4 5 6 7 8 9 10; do cat /tmp/f; done > /tmp/g; rm /tmp/f");
        for (int k = 0; k < 4; k++) {
            long s = System.nanoTime();
            guest.get("/tmp/g", folder.resolve("g"));
            System.err.println("== get MB/s " + 10485760e3 / (System.nanoTime() - s));
        }
        for (int k = 0; k < 4; k++) {
            long s = System.nanoTime();
            guest.put(folder.resolve("g"), "/tmp/h");
            System.err.println("== put MB/s " + 10485760e3 / (System.nanoTime() - s));
        }
        assertThat(guest.run("cmp /tmp/g /tmp/h").exitStatus()).isZero();
    }
}
