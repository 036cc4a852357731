package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;

/** Tests clones of real guests that are started ahead. */
class ParkedClonesTest {
    private static final String RANDOM = "head -c 16 /dev/urandom | md5sum";

    @TempDir Path folder;
    private final List<QemuMachine> machines = new CopyOnWriteArrayList<>();

    private Template template() {
        QemuMachine original = Warm.machine(folder, "warm");
        MachineAccess.of(original).setSiblingFactory(this::machine);
        return Guest.with(original, Warm.IMAGE).memory(128).template();
    }

    private QemuMachine machine(String name) {
        QemuMachine vm = Warm.machine(folder, name);
        machines.add(vm);
        return vm;
    }

    @AfterEach
    void endMachines() {
        machines.forEach(QemuMachine::kill);
    }

    private static String status(QemuMachine vm) {
        return vm.cmd("query-status").path("status").asText();
    }

    @Test
    void areTakenReplacedAndEnd() {
        Template template = template();
        template.park(2);
        assertThat(template.awaitParked()).isEqualTo(2);
        assertThat(machines).extracting(ParkedClonesTest::status).containsOnly("paused");
        try (Guest one = template.clone();
                Guest two = template.clone()) {
            assertThat(one.run("hostname").stdout()).isEqualTo("clone1\n");
            assertThat(two.run("hostname").stdout()).isEqualTo("clone2\n");
            assertThat(one.run(RANDOM).stdout()).isNotEqualTo(two.run(RANDOM).stdout());
            assertThat(template.awaitParked()).isEqualTo(2);
            try (Guest named = template.clone("named")) {
                assertThat(named.run("hostname").stdout()).isEqualTo("named\n");
            }
            assertThat(template.parked()).isEqualTo(2);
            template.close();
            assertThat(machines)
                    .filteredOn(QemuMachine::isRunning)
                    .containsExactlyInAnyOrder(one.vm(), two.vm());
            assertThat(one.run("echo on").stdout()).isEqualTo("on\n");
        }
    }

    @Test
    void areNoMoreThanMemoryAllows() throws Exception {
        AtomicInteger left = new AtomicInteger(1);
        try (Template template = template();
                ParkedClones clones =
                        new ParkedClones(template::clone, () -> left.getAndDecrement() > 0)) {
            clones.keep(3);
            assertThat(clones.await()).isEqualTo(1);
            assertThat(clones.take()).isPresent();
            clones.await();
            assertThat(clones.take()).isEmpty();
        }
    }

    @Test
    void haveTheCurrentTime() throws Exception {
        try (Template template = template();
                ParkedClones clones = new ParkedClones(() -> late(template), () -> true)) {
            clones.keep(1);
            clones.await();
            Guest clone = clones.take().orElseThrow();
            assertThat(Long.parseLong(clone.run("date +%s").check().stdout().strip()))
                    .isCloseTo(Instant.now().getEpochSecond(), within(600L));
        }
    }

    /** Return a clone with the time of 2001. */
    private static Guest late(Template template) {
        Guest clone = template.clone();
        clone.run("date -s @1000000000").check();
        return clone;
    }

    @Test
    void aFailureIsThatOfTheCloneThatIsStartedInstead() {
        try (Template template = template()) {
            MachineAccess.of(template.original())
                    .setSiblingFactory(
                            name -> {
                                throw new IllegalStateException("no machine " + name);
                            });
            template.park(1);
            assertThat(template.awaitParked()).isZero();
            assertThatThrownBy(template::clone).hasMessageContaining("no machine clone");
        }
    }

    @Test
    void refusesANegativeNumber() {
        try (Template template = template()) {
            assertThatThrownBy(() -> template.park(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
        }
    }
}
