package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuMachine;

/** Tests templates of real guests and their clones. */
class TemplateTest {
    private static final String ID = "cat /proc/sys/kernel/random/uuid > /root/id";

    /** What the template of tests has that change nothing outside their clones. */
    private static final String ID_AND_DISK = ID + "; echo of the template > /dev/vda";

    @TempDir static Path shared;

    @TempDir Path folder;

    private QemuMachine machine(String name) {
        return Warm.machine(folder, name);
    }

    @BeforeAll
    static void makeDisk() throws IOException {
        Files.write(shared.resolve("disk.img"), new byte[1 << 20]);
    }

    /** Return a template with a network interface and a disk; the first call boots it. */
    private Template shared() {
        return template(shared.resolve("disk.img"), ID_AND_DISK);
    }

    /** Return a template with a disk of the test's own. */
    private Template template(String prepare) throws IOException {
        Path disk = folder.resolve("disk.img");
        if (!Files.exists(disk)) {
            Files.write(disk, new byte[1 << 20]);
        }
        return template(disk, prepare);
    }

    private Template template(Path disk, String prepare) {
        QemuMachine vm = machine("origin");
        vm.addArgs("-netdev", "hubport,id=n0,hubid=1", "-device", "virtio-net-pci,netdev=n0");
        return Guest.with(vm, Warm.IMAGE).memory(128).disk(disk, "raw").prepare(prepare).template();
    }

    private static String identity(Guest guest) {
        return guest.run("cat /root/id").check().stdout();
    }

    @Test
    void clonesDifferInWhatMustDiffer() {
        Template template = shared();
        try (Guest one = template.clone("alice");
                Guest two = template.clone("bob")) {
            assertThat(identity(one)).isEqualTo(identity(two));
            assertThat(one.run("hostname").stdout()).isEqualTo("alice\n");
            assertThat(two.run("hostname").stdout()).isEqualTo("bob\n");
            for (String own :
                    List.of(
                            "cat /sys/class/net/eth0/address",
                            "head -c 16 /dev/urandom | md5sum")) {
                assertThat(one.run(own).check().stdout())
                        .isNotEqualTo(two.run(own).check().stdout());
            }
            assertThat(Long.parseLong(one.run("date +%s").stdout().strip()))
                    .isCloseTo(Instant.now().getEpochSecond(), within(3L));
        }
    }

    @Test
    void aDiskThatChangedAfterTheFreezeIsRefused() throws Exception {
        Template template = template("sync");
        Path disk = folder.resolve("disk.img");
        Files.write(disk, new byte[] {1}, StandardOpenOption.WRITE);
        assertThatThrownBy(() -> template.clone("changed"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'" + disk + "' was changed after the guest 'origin'");
        Files.delete(disk);
        assertThatThrownBy(() -> template.clone("deleted"))
                .hasMessageContaining("'" + disk + "' was deleted");
    }

    @Test
    void clonesShareMemoryAndDisksUntilTheyWrite() throws Exception {
        Template template = shared();
        try (Guest one = template.clone("one");
                Guest two = template.clone("two")) {
            String read = "head -c 15 /dev/vda";
            assertThat(one.run(read).stdout()).isEqualTo("of the template");
            one.run("echo of the first one > /dev/vda; sync; echo changed > /root/id").check();
            assertThat(two.run(read).stdout()).isEqualTo("of the template");
            assertThat(identity(two)).isNotEqualTo("changed\n");
        }
        assertThat(Files.readAllBytes(shared.resolve("disk.img"))).containsOnly(0);
    }

    @Test
    void aTemplateOfACloneHasWhatTheCloneHad() {
        Template template = shared();
        try (Guest one = template.clone("one")) {
            one.run("echo second > /root/id; echo on disk > /dev/vda").check();
            try (Template next = one.freeze();
                    Guest two = next.clone("two");
                    Guest three = next.clone("three")) {
                assertThat(two.run("hostname; cat /root/id; head -c 7 /dev/vda").stdout())
                        .isEqualTo("two\nsecond\non disk");
                two.run("echo third > /root/id").check();
                assertThat(identity(three)).isEqualTo("second\n");
            }
        }
    }

    @Test
    void aFrozenGuestIsOverAndItsClonesGoOn() {
        Guest guest = Guest.with(machine("cold"), Warm.IMAGE).memory(128).boot();
        guest.put("kept", "/root/file");
        try (Template template = guest.freeze()) {
            assertThat(guest.vm().isRunning()).isFalse();
            try (Guest clone = template.clone()) {
                assertThat(clone.run("cat /root/file").stdout()).isEqualTo("kept");
                assertThat(clone.run("hostname").stdout()).isEqualTo("clone1\n");
            }
        }
    }

    @Test
    void isKeptAndMadeAnewWhenItIsDamagedOrAnotherIsWanted() throws Exception {
        String prepare = ID + "; : " + folder;
        Template template = template(prepare);
        Path memory = template.frozen().memory();
        String first = identityOfAClone(template);
        assertThat(identityOfAClone(template(prepare))).isEqualTo(first);
        assertThat(identityOfAClone(template(prepare + " other"))).isNotEqualTo(first);
        try {
            Files.write(memory, new byte[4096], StandardOpenOption.WRITE);
            String second = identityOfAClone(template(prepare));
            assertThat(second).isNotEqualTo(first);
            Files.delete(template.frozen().state());
            assertThat(identityOfAClone(template(prepare))).isNotEqualTo(second);
            Files.write(folder.resolve("disk.img"), new byte[2 << 20]);
            assertThat(template(prepare).frozen().memory()).isNotEqualTo(memory);
        } finally {
            Files.deleteIfExists(memory.resolveSibling("state"));
        }
    }

    private static String identityOfAClone(Template template) {
        try (Guest clone = template.clone()) {
            return identity(clone);
        }
    }

    @Test
    void fiftyClonesRunAtOnce() throws Exception {
        Template template = Warm.template(folder);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<Guest>> starts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            starts.add(pool.submit(() -> template.clone()));
        }
        List<Guest> guests = new ArrayList<>();
        try {
            for (Future<Guest> start : starts) {
                guests.add(start.get());
            }
            assertThat(guests.stream().map(guest -> guest.run("hostname").stdout()).distinct())
                    .hasSize(50);
        } finally {
            guests.forEach(Guest::close);
            pool.shutdown();
        }
    }

    @Test
    void saysWhatCannotBeCloned() {
        QemuMachine vm = machine("block");
        vm.addArgs("-blockdev", "driver=file,node-name=f,filename=" + folder.resolve("missing"));
        assertThatThrownBy(() -> Guest.with(vm, Warm.IMAGE).template())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("-blockdev")
                .hasMessageContaining("missing");
        assertThatThrownBy(
                        () ->
                                Warm.template(folder)
                                        .cloning("x")
                                        .netdev("none", "user,id=none")
                                        .start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("none");
    }
}
