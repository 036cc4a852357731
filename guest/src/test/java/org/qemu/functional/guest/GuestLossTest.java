package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.machine.GuestFailedError;
import org.qemu.functional.machine.QemuDiedError;

/** Loses a real guest during a command. */
class GuestLossTest {
    @TempDir Path folder;
    private Guest guest;

    @BeforeEach
    void boot() {
        guest = Warm.template(folder).clone("lost");
    }

    @AfterEach
    void end() {
        guest.close();
    }

    private void assertReported(String script, String kind, String... words) {
        // This must not be a timeout, which would be a CommandTimeoutError.
        assertThatThrownBy(() -> guest.run(script, Duration.ofMinutes(5)))
                .asInstanceOf(InstanceOfAssertFactories.type(GuestFailedError.class))
                .satisfies(
                        error -> {
                            assertThat(error.crash()).isEqualTo(Optional.of(kind));
                            assertThat(error).hasMessageContainingAll(words);
                        });
    }

    @Test
    void panicIsToldWithItsReason() {
        assertReported(
                "echo c > /proc/sysrq-trigger; sleep 100", "kernel panic", "sysrq triggered crash");
        assertThatThrownBy(() -> guest.run("true")).isInstanceOf(GuestFailedError.class);
    }

    @Test
    void rebootIsToldAndTheNewGuestServes() {
        guest.run("echo here > /root/before").check();
        assertReported("reboot -f; sleep 100", "reboot", "rebooted");
        assertThat(guest.run("cat /root/before; uptime").stdout())
                .contains("load average")
                .doesNotContain("here");
    }

    @Test
    void shutdownIsTold() {
        assertReported("poweroff -f; sleep 100", "shutdown", "shut down");
    }

    @Test
    void deathOfQemuIsTold() throws Exception {
        try (Execution sleep = guest.start("echo up; sleep 100")) {
            assertThat(sleep.stdout().read()).isEqualTo('u');
            ProcessHandle.of(guest.vm().pid()).orElseThrow().destroyForcibly();
            assertThatThrownBy(() -> sleep.await(Duration.ofMinutes(5)))
                    .isInstanceOf(QemuDiedError.class)
                    .hasMessageContaining("SIGKILL");
        }
    }

    @Test
    void hangIsTold() {
        guest.vm().monitor().pause();
        assertReported("true", "hang", "has not answered");
        guest.vm().monitor().resume();
        assertThat(guest.run("echo back").stdout()).isEqualTo("back\n");
    }

    @Test
    void endOfTheAgentIsToldAndTheNextOneServes() {
        assertThatThrownBy(() -> guest.run("kill -9 $(pidof perl guest-agent); sleep 100"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("agent ended");
        assertThat(guest.run("echo again").stdout()).isEqualTo("again\n");
    }

    @Test
    void noiseOnTheChannelIsToldAndASessionHelps() throws Exception {
        // A command that runs is in the session that the noise ends; one that starts later may be
        // in the next.
        try (Execution sleep = guest.start("echo up; sleep 100")) {
            assertThat(sleep.stdout().read()).isEqualTo('u');
            guest.vm()
                    .channel("guest-agent")
                    .write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
            assertThatThrownBy(() -> sleep.await(Duration.ofMinutes(5)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("noise instead of a frame: 0102030405060708");
        }
        assertThat(guest.run("echo clear").stdout()).isEqualTo("clear\n");
    }

    @Test
    void rebootsWhenAsked() {
        guest.run("echo here > /root/before").check();
        guest.reboot();
        assertThat(guest.run("ls /root").stdout()).isEmpty();
    }

    @Test
    void comesBackToASnapshot() {
        guest.run("echo one > /root/state").check();
        Snapshot saved = guest.save();
        guest.run("echo two > /root/state").check();
        guest.restore(saved);
        assertThat(guest.run("cat /root/state").stdout()).isEqualTo("one\n");
        guest.run("echo three > /root/state").check();
        guest.restore(saved);
        assertThat(guest.run("cat /root/state").stdout()).isEqualTo("one\n");
    }
}
