package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.guest.CommandResult;
import org.qemu.functional.guest.CommandTimeoutError;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.GuestFileException;
import org.qemu.functional.guest.channel.QgaChannel;
import org.qemu.functional.machine.GuestFailedError;

/** Proves that the harness can control a guest with Debian's build of QEMU's guest agent. */
class GuestAgentTest extends QemuSystemTest {
    static final GuestImage IMAGE = GuestImage.linux("x86_64").withPackage("qemu-guest-agent");

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String CHANNEL = "qga";

    private static final String START =
            """
            for port in /sys/class/virtio-ports/*; do
                if [ "$(cat $port/name)" = %s ]; then
                    mkdir -p /var/run
                    exec qemu-ga -p /dev/${port##*/} -t /var/run
                fi
            done
            exit 1
            """
                    .formatted(QgaChannel.PORT);

    /**
     * The guest through the harness's own agent, as a second source and to kill the other agent.
     */
    private Guest own;

    private Execution agent;
    private Guest guest;

    @BeforeEach
    void boot() {
        vm().addChannel(CHANNEL);
        vm().addArgs("-device", "virtio-serial-pci,id=qga-serial");
        vm().addArgs(
                        "-device",
                        "virtserialport,bus=qga-serial.0,id=qga-port,chardev=%s,name=%s"
                                .formatted(CHANNEL, QgaChannel.PORT));
        own = Guest.boot(vm(), IMAGE);
        agent = own.start(START);
        guest =
                Guest.over(
                        vm(),
                        (vm, watch) -> QgaChannel.open(vm.channel(CHANNEL), watch, "guest-qga"));
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    @Test
    void runsScriptsWithInputAndBothOutputs() {
        byte[] noise = noise(300_000);
        CommandResult result = guest.run("cat; echo errors >&2; exit 3", noise, LONG);
        assertEquals(3, result.exitStatus());
        assertEquals("errors\n", result.stderr());
        assertArrayEquals(noise, result.stdoutBytes());
        assertEquals("/root\n", guest.run("pwd").stdout());
        assertEquals("long\n", guest.run("# x\n".repeat(20_000) + "echo long").stdout());
        assertEquals(128 + 9, guest.run("kill -9 $$").exitStatus());
    }

    @Test
    void severalRunAtOnceAndLateOnesAreKilledWithTheirChildren() throws InterruptedException {
        try (Execution late = guest.start("sleep 1000 & sleep 1000")) {
            assertEquals("meanwhile\n", guest.run("echo meanwhile").stdout());
            assertTrue(late.await(Duration.ZERO).isEmpty(), "it ended");
            late.signal(15);
            assertEquals(15, late.await(LONG).orElseThrow().signal().orElseThrow());
        }
        assertThrows(
                CommandTimeoutError.class,
                () -> guest.run("sleep 1000 & sleep 1000", Duration.ofSeconds(1)));
        assertEquals("", own.waitUntilSucceeds("! pidof sleep").stdout());
    }

    @Test
    void copiesFiles() throws IOException {
        byte[] noise = noise(1_000_000);
        guest.channel().put(new ByteArrayInputStream(noise), "/tmp/it's", 0640, LONG);
        assertEquals("640 1000000\n", own.run("stat -c '%a %s' \"/tmp/it's\"").stdout());
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        assertEquals(0640, guest.channel().get("/tmp/it's", copy, LONG));
        assertArrayEquals(noise, copy.toByteArray());
        GuestFileException missing =
                assertThrows(
                        GuestFileException.class,
                        () -> guest.channel().get("/no/such", copy, LONG));
        assertTrue(missing.getMessage().contains("No such file"), missing.getMessage());
        GuestFileException unwritable =
                assertThrows(
                        GuestFileException.class,
                        () ->
                                guest.channel()
                                        .put(
                                                new ByteArrayInputStream(noise),
                                                "/no/such",
                                                0644,
                                                LONG));
        assertTrue(unwritable.getMessage().contains("No such file"), unwritable.getMessage());
    }

    @Test
    void tellsOfOutputThatTheAgentDropped() {
        AssertionError cut =
                assertThrows(
                        AssertionError.class,
                        () -> guest.run("dd if=/dev/zero bs=1M count=17 2>&1", LONG));
        assertTrue(cut.getMessage().contains("16 MiB"), cut.getMessage());
    }

    @Test
    void tellsThatTheAgentEnded() throws InterruptedException {
        try (Execution running = guest.start("sleep 1000")) {
            agent.signal(9);
            vm().eventWait("VSERPORT_CHANGE", LONG, Map.of("data", Map.of("open", false)));
            ((QgaChannel) guest.channel()).agentLeft();
            agent = own.start(START);
            AssertionError ended = assertThrows(AssertionError.class, () -> running.await(LONG));
            assertTrue(ended.getMessage().contains("guest agent"), ended.getMessage());
        }
        assertEquals("again\n", guest.run("echo again").stdout());
    }

    @Test
    void rebootEndsTheCommandAndTheNextOneIsServed() {
        GuestFailedError reboot =
                assertThrows(
                        GuestFailedError.class, () -> guest.run("reboot -f; sleep 1000", LONG));
        assertEquals(Optional.of("reboot"), reboot.crash());
        agent = own.start(START);
        assertEquals("again\n", guest.run("echo again").stdout());
    }
}
