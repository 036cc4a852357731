package org.qemu.functional.tests.x86_64;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.guest.CommandResult;
import org.qemu.functional.guest.CommandTimeoutError;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.guest.channel.ConsoleChannel;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.GuestFileException;
import org.qemu.functional.machine.GuestFailedError;

/** Proves that the harness can control a guest that has only a shell on its serial console. */
class GuestConsoleTest extends QemuSystemTest {
    static final GuestImage IMAGE = GuestImage.linux("x86_64");

    private static final Duration LONG = Duration.ofSeconds(60);

    /** The guest through the agent, as a second source. */
    private Guest agent;

    private Guest guest;

    @BeforeEach
    void boot() {
        agent = Guest.boot(vm(), IMAGE);
        guest = Guest.over(vm(), (vm, watch) -> new ConsoleChannel(vm.console(), watch, "console"));
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    @Test
    void runsScriptsOfAnyLengthWithInputAndBothOutputs() {
        CommandResult result = guest.run("cat; pwd; echo errors >&2; exit 3", noise(5000), LONG);
        assertEquals(3, result.exitStatus());
        assertEquals("errors\n", result.stderr());
        byte[] expected =
                new ByteArrayOutputStream() {
                    {
                        writeBytes(noise(5000));
                        writeBytes("/root\n".getBytes(UTF_8));
                    }
                }.toByteArray();
        assertArrayEquals(expected, result.stdoutBytes());
        String comment = "# " + "x".repeat(70) + "\n";
        assertEquals("long\n", guest.run(comment.repeat(100) + "echo long").stdout());
    }

    @Test
    void kernelMessagesInBetweenDoNoHarm() throws InterruptedException {
        agent.run("echo 8 > /proc/sys/kernel/printk");
        try (Execution chatter =
                agent.start(
                        "while :; do echo chatter of the kernel > /dev/kmsg; sleep 0.1; done")) {
            assertTrue(chatter.await(Duration.ZERO).isEmpty(), "the background output ended");
            byte[] noise = noise(20_000);
            assertArrayEquals(noise, guest.run("cat", noise, LONG).stdoutBytes());
        }
        assertTrue(vm().console().tail(1 << 20).contains("chatter"), "the kernel printed nothing");
    }

    @Test
    void copiesFiles() throws IOException {
        byte[] noise = noise(10_000);
        guest.channel().put(new ByteArrayInputStream(noise), "/tmp/it's", 0640, LONG);
        assertEquals("640 10000\n", agent.run("stat -c '%a %s' \"/tmp/it's\"").stdout());
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        assertEquals(0640, guest.channel().get("/tmp/it's", copy, LONG));
        assertArrayEquals(noise, copy.toByteArray());
        GuestFileException missing =
                assertThrows(
                        GuestFileException.class,
                        () -> guest.channel().get("/no/such", copy, LONG));
        assertTrue(missing.getMessage().contains("No such file"), missing.getMessage());
        GuestFileException folder =
                assertThrows(
                        GuestFileException.class,
                        () ->
                                guest.channel()
                                        .put(new ByteArrayInputStream(noise), "/tmp", 0644, LONG));
        assertTrue(folder.getMessage().contains("folder"), folder.getMessage());
    }

    @Test
    void endsWhatIsLateByCtrlC() {
        assertThrows(
                CommandTimeoutError.class, () -> guest.run("sleep 1000", Duration.ofSeconds(1)));
        assertEquals("", agent.run("pidof sleep || true").stdout());
        assertEquals("still here\n", guest.run("echo still here").stdout());
    }

    @Test
    void rebootEndsTheCommandAndTheNextOneFindsTheNewShell() {
        GuestFailedError reboot =
                assertThrows(
                        GuestFailedError.class, () -> guest.run("reboot -f; sleep 1000", LONG));
        assertEquals(Optional.of("reboot"), reboot.crash());
        assertEquals("back\n", guest.run("echo back", Guest.BOOT_TIMEOUT).stdout());
        assertEquals("agent\n", agent.run("echo agent").stdout());
    }

    @Test
    void rebootsWhenAsked() {
        guest.run("echo here > /root/before").check();
        guest.reboot();
        assertEquals("", guest.run("ls /root").stdout());
    }

    @Test
    void panicEndsTheCommandAtOnce() {
        AssertionError panic =
                assertThrows(
                        AssertionError.class,
                        () -> guest.run("echo c > /proc/sysrq-trigger; sleep 1000", LONG));
        assertTrue(panic.getMessage().contains("panic"), panic.getMessage());
    }
}
