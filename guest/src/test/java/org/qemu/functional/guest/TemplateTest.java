package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

class TemplateTest {
    @TempDir static Path folder;
    static Template template;

    @BeforeAll
    static void freeze() {
        QemuMachine vm =
                QemuMachine.create(
                        QemuBinary.locate(System.getenv(), folder, Optional.of("x86_64")),
                        "default",
                        folder);
        vm.addArgs("-netdev", "hubport,id=n0,hubid=1", "-device", "virtio-net-pci,netdev=n0");
        Guest guest = Guest.boot(vm, GuestImage.linux("x86_64").withModules("virtio_net"));
        guest.put("kept", "/root/file");
        long t = System.nanoTime();
        template = guest.freeze();
        System.err.println("== freeze ms " + (System.nanoTime() - t) / 1000000);
    }

    @AfterAll
    static void close() {
        template.close();
    }

    @Test
    void clonesDifferAndShare() {
        try (Guest one = template.clone("alice");
                Guest two = template.clone("bob")) {
            assertThat(one.run("hostname; cat /root/file").stdout()).isEqualTo("alice\nkept");
            assertThat(two.run("hostname").stdout()).isEqualTo("bob\n");
            one.run("echo changed > /root/file").check();
            assertThat(two.run("cat /root/file").stdout()).isEqualTo("kept");
            assertThat(one.run("cat /sys/class/net/eth0/address").stdout())
                    .isNotEqualTo(two.run("cat /sys/class/net/eth0/address").stdout());
            assertThat(one.run("cat /proc/sys/kernel/random/uuid").stdout())
                    .isNotEqualTo(two.run("cat /proc/sys/kernel/random/uuid").stdout());
            assertThat(Long.parseLong(one.run("date +%s").stdout().strip()))
                    .isCloseTo(
                            System.currentTimeMillis() / 1000,
                            org.assertj.core.api.Assertions.within(3L));
        }
    }

    @Test
    void cloneOfAClone() {
        try (Guest one = template.clone("first")) {
            one.put("second", "/root/file");
            try (Template next = one.freeze();
                    Guest two = next.clone("second");
                    Guest three = next.clone("third")) {
                assertThat(two.run("hostname; cat /root/file").stdout())
                        .isEqualTo("second\nsecond");
                assertThat(three.run("hostname; cat /root/file").stdout())
                        .isEqualTo("third\nsecond");
            }
        }
    }

    @Test
    void breakdown() throws Exception {
        for (int k = 0; k < 6; k++) {
            long a = System.nanoTime();
            QemuMachine vm = template.original().sibling("x" + k);
            new org.qemu.functional.guest.template.CloneStart(
                            template.frozen(), template.original())
                    .launch(vm, folder);
            long b = System.nanoTime();
            Guest g =
                    BootedGuest.open(
                            vm,
                            null,
                            "",
                            agent ->
                                    agent.connectAs(
                                            "x",
                                            java.time.Instant.now(),
                                            new byte[64],
                                            java.time.Duration.ofSeconds(20)));
            long c = System.nanoTime();
            g.run("true");
            long d = System.nanoTime();
            g.run(org.qemu.functional.guest.machine.MacAddresses.script("a", java.util.Map.of()));
            long e = System.nanoTime();
            g.close();
            long f = System.nanoTime();
            System.err.println(
                    "== launch "
                            + (b - a) / 1000000
                            + " connect "
                            + (c - b) / 1000000
                            + " true "
                            + (d - c) / 1000000
                            + " mac "
                            + (e - d) / 1000000
                            + " close "
                            + (f - e) / 1000000);
        }
    }

    @Test
    void five() throws Exception {
        for (int k = 0; k < 4; k++) {
            long t = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                long s = System.nanoTime();
                try (Guest g = template.clone()) {
                    long c = System.nanoTime();
                    g.run("true").check();
                    System.err.println(
                            "== clone "
                                    + (c - s) / 1000000
                                    + " run "
                                    + (System.nanoTime() - c) / 1000000);
                }
            }
            System.err.println("== five in a row ms " + (System.nanoTime() - t) / 1000000);
            t = System.nanoTime();
            ExecutorService pool = Executors.newFixedThreadPool(5);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(
                        pool.submit(
                                () -> {
                                    try (Guest g = template.clone()) {
                                        g.run("true").check();
                                    }
                                }));
            }
            for (Future<?> f : all) {
                f.get();
            }
            pool.shutdown();
            System.err.println("== five at once ms " + (System.nanoTime() - t) / 1000000);
        }
    }
}
