package org.qemu.functional.tests.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.guest.CommandResult;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.channel.Execution;

/**
 * Proves that the ports of virtio-serial transfer bytes independently and report when they are
 * opened.
 */
class VirtioSerialTest extends QemuSystemTest {
    static final GuestImages IMAGES = GuestImages.withModules();

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int SIZE = 1 << 20;
    private static final String FIRST = "org.example.first";
    private static final String SECOND = "a name, with blanks & more";

    private Guest guest;

    @BeforeEach
    void boot() {
        vm().addArgs("-device", "virtio-serial-pci,id=bus");
        vm().addChannel("one");
        vm().addChannel("two");
        vm().addArgs("-device", "virtserialport,bus=bus.0,nr=3,chardev=one,id=port1,name=" + FIRST);
        vm().addArgs(
                        "-device",
                        "virtserialport,bus=bus.0,nr=7,chardev=two,id=port2,name="
                                + SECOND.replace(",", ",,"));
        guest = Guest.boot(vm(), IMAGES.of(arch()));
    }

    /** Return the device file of a port, found by its name in sysfs. */
    private String port(String name) {
        String found =
                guest.run(
                                "grep -lxF '%s' /sys/class/virtio-ports/*/name | cut -d / -f 5"
                                        .formatted(name))
                        .check()
                        .stdout()
                        .strip();
        return "/dev/" + found;
    }

    private static byte[] noise(int seed) {
        byte[] noise = new byte[SIZE];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private static void send(SocketChannel channel, byte[] data) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static byte[] receive(SocketChannel channel, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("after %d of %d bytes".formatted(buffer.position(), size));
            }
        }
        return buffer.array();
    }

    private void awaitChange(String id, boolean open) {
        vm().eventWait(
                        "VSERPORT_CHANGE",
                        Duration.ofSeconds(30),
                        Map.of("data", Map.of("id", id, "open", open)));
    }

    @Test
    void portsHaveTheirNumbersAndNames() {
        String ports =
                guest.run(
                                "cd /sys/class/virtio-ports && for p in *p3 *p7; do echo \"$p $(cat $p/name)\"; done")
                        .check()
                        .stdout();
        String[] lines = ports.split("\n", -1);
        assertTrue(lines[0].matches("vport\\d+p3 \\Q" + FIRST + "\\E"), ports);
        assertTrue(lines[1].matches("vport\\d+p7 \\Q" + SECOND + "\\E"), ports);
        assertEquals(3, lines.length, ports);
    }

    @Test
    void bytesOfAllValuesComeToTheGuest() throws Exception {
        byte[] noise = noise(1);
        try (Execution reader = guest.start("head -c %d %s".formatted(SIZE, port(FIRST)))) {
            awaitChange("port1", true);
            send(vm().channel("one"), noise);
            assertArrayEquals(noise, reader.collect(SIZE, LONG).orElseThrow().stdout());
        }
    }

    @Test
    void bytesOfAllValuesComeFromTheGuest() throws Exception {
        byte[] noise = noise(2);
        guest.put(noise, "/tmp/noise");
        try (Execution writer = guest.start("cat /tmp/noise > " + port(FIRST))) {
            assertArrayEquals(noise, receive(vm().channel("one"), SIZE));
            assertTrue(writer.await(LONG).orElseThrow().isSuccess());
        }
    }

    @Test
    void openingAndClosingIsToldToTheHost() {
        String port = port(FIRST);
        vm().clearEvents();
        guest.run("exec 3<> %s".formatted(port)).check();
        awaitChange("port1", true);
        awaitChange("port1", false);
        guest.run("exec 3<> '%s'".formatted(port(SECOND))).check();
        awaitChange("port2", true);
        awaitChange("port2", false);
    }

    @Test
    void portCanBeOpenedByOneOnly() {
        String port = port(FIRST);
        CommandResult second =
                guest.run("exec 3<> %s; (exec 4<> %s) || echo refused".formatted(port, port));
        assertEquals("refused\n", second.stdout());
        assertTrue(second.stderr().contains("busy"), second.stderr());
    }

    @Test
    void hostThatDoesNotReadStopsTheGuestAndNobodyElse() throws Exception {
        int size = 16 * SIZE;
        String other = port(SECOND);
        try (Execution writer =
                guest.start("head -c %d /dev/zero > %s".formatted(size, port(FIRST)))) {
            awaitChange("port1", true);
            // The other port transfers data meanwhile, which also measures the time.
            for (int i = 0; i < 20; i++) {
                try (Execution echo = guest.start("head -c 6 <> " + other)) {
                    awaitChange("port2", true);
                    send(vm().channel("two"), "hello\n".getBytes(UTF_8));
                    assertEquals(
                            "hello\n",
                            new String(echo.collect(SIZE, LONG).orElseThrow().stdout(), UTF_8));
                }
            }
            assertTrue(
                    writer.await(Duration.ofSeconds(1)).isEmpty(),
                    "16 MiB were sent although none was read");
            assertArrayEquals(new byte[size], receive(vm().channel("one"), size));
            assertTrue(writer.await(LONG).orElseThrow().isSuccess());
        }
    }

    @Test
    void guestThatDoesNotReadStopsTheHostAndLosesNothing() throws Exception {
        byte[] noise = new byte[4 * SIZE];
        new Random(3).nextBytes(noise);
        AtomicReference<IOException> failed = new AtomicReference<>();
        try (Execution reader =
                guest.start(
                        "exec 3< %s; read -r go; cat <&3 | head -c %d"
                                .formatted(port(FIRST), noise.length))) {
            awaitChange("port1", true);
            Thread sender =
                    new Thread(
                            () -> {
                                try {
                                    send(vm().channel("one"), noise);
                                } catch (IOException e) {
                                    failed.set(e);
                                }
                            });
            sender.start();
            sender.join(1000);
            assertTrue(sender.isAlive(), "4 MiB were accepted although none was read");
            reader.stdin().write('\n');
            reader.stdin().flush();
            byte[] read = reader.stdout().readNBytes(noise.length);
            sender.join();
            assertEquals(null, failed.get());
            assertTrue(Arrays.equals(noise, read), "the received bytes differ from the sent bytes");
        }
    }

    @Test
    void portComesAndGoesWhileTheGuestRuns() {
        vm().cmd(
                        "chardev-add",
                        Map.of("id", "late", "backend", Map.of("type", "null", "data", Map.of())));
        vm().monitor()
                .deviceAdd(
                        "virtserialport",
                        "port9",
                        "bus",
                        "bus.0",
                        "chardev",
                        "late",
                        "name",
                        "org.example.late");
        guest.waitUntilSucceeds("grep -qxF org.example.late /sys/class/virtio-ports/*/name");
        vm().cmd("device_del", "id", "port9");
        guest.waitUntilSucceeds("! grep -qxF org.example.late /sys/class/virtio-ports/*/name");
        assertTrue(port(FIRST).startsWith("/dev/vport"), port(FIRST));
    }
}
