package org.qemu.functional.tests.qtest.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.UsedBuffer;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.VirtioPciModern;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioRng;

/** virtio-rng on each machine and transport. */
class VirtioRngTest {
    @QosTest(running = true)
    void givesAsMuchAsIsAskedFor(VirtioRng rng) {
        rng.start(0);
        for (int size : new int[] {1, 20, 4096}) {
            assertEquals(size, rng.random(size).length);
        }
    }

    @QosTest(running = true)
    void givesOtherBytesEachTime(VirtioRng rng) {
        rng.start(0);
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            given.add(Arrays.toString(rng.random(16)));
        }
        assertEquals(8, given.size(), () -> "the device returned the same bytes twice: " + given);
    }

    @QosTest(running = true)
    void fillsSeveralBuffersAtOnce(VirtioRng rng) {
        rng.start(0);
        try (Loan some = rng.device().lend(4 * 32).write(new byte[4 * 32])) {
            for (int i = 0; i < 4; i++) {
                rng.queue().add(DescriptorChain.of().in(some.address() + 32L * i, 32));
            }
            rng.queue().kick();
            for (int i = 0; i < 4; i++) {
                assertEquals(32, rng.queue().await().written());
            }
            byte[] all = some.read();
            for (int i = 0; i < 4; i++) {
                byte[] one = Arrays.copyOfRange(all, 32 * i, 32 * (i + 1));
                assertFalse(Arrays.equals(new byte[32], one), "buffer %d is empty".formatted(i));
            }
        }
    }

    @QosTest(
            running = true,
            arguments = "-object rng-random,id=zeroes,filename=/dev/zero",
            deviceOptions = "rng=zeroes")
    void takesItsBytesFromAFile(VirtioRng rng) {
        rng.start(0);
        try (Loan bytes = rng.device().lend(24)) {
            byte[] ones = new byte[24];
            Arrays.fill(ones, (byte) 0xff);
            bytes.write(ones);
            UsedBuffer used = rng.queue().run(DescriptorChain.of().in(bytes.address(), 24));
            Arrays.fill(ones, 0, (int) used.written(), (byte) 0);
            assertArrayEquals(ones, bytes.read());
        }
    }

    @QosTest(
            running = true,
            arguments = "-object rng-egd,id=daemon,chardev={channel:daemon}",
            deviceOptions = "rng=daemon")
    void takesItsBytesFromADaemon(VirtioRng rng, QTest qtest) {
        rng.start(0);
        byte[] entropy = {3, 1, 4, 1, 5, 9, 2, 6};
        HostSocket daemon = HostSocket.ofChannel(qtest, "daemon");
        try (Loan bytes = rng.device().lend(entropy.length)) {
            int head = rng.queue().add(DescriptorChain.of().in(bytes.address(), entropy.length));
            rng.queue().kick();
            // A pending read of the given number of bytes (backends/rng-egd.c).
            assertArrayEquals(new byte[] {2, (byte) entropy.length}, daemon.receive(2));
            daemon.send(entropy);
            assertEquals(entropy.length, rng.queue().await(head).written());
            assertArrayEquals(entropy, bytes.read());
        }
    }

    @QosTest(running = true)
    void waitsWhileTheMachineIsStopped(VirtioRng rng, QTest qtest) {
        rng.start(0);
        qtest.cmd("stop");
        try (Loan bytes = rng.device().lend(16)) {
            int head = rng.queue().add(DescriptorChain.of().in(bytes.address(), 16));
            rng.queue().kick();
            assertEquals("paused", qtest.vm().monitor().status());
            assertEquals(0, rng.queue().usedIndex());
            qtest.cmd("cont");
            assertEquals(16, rng.queue().await(head).written());
        }
    }

    @QosTest(running = true, deviceOptions = "max-bytes=16,period=1000")
    void givesNoMoreInAPeriodThanItMay(VirtioRng rng, QTest qtest) {
        qtest.requireClock();
        rng.start(0);
        assertEquals(16, rng.random(64).length);
        try (Loan bytes = rng.device().lend(64)) {
            int head = rng.queue().add(DescriptorChain.of().in(bytes.address(), 64));
            rng.queue().kick();
            qtest.clockStep(Duration.ofMillis(900));
            assertEquals(1, rng.queue().usedIndex());
            qtest.clockStep(Duration.ofMillis(200));
            assertEquals(16, rng.queue().await(head).written());
        }
    }

    @QosTest(running = true, only = "/pc/.*-pci-modern")
    void canBePluggedAndUnplugged(VirtioRng rng, QosMachine machine) {
        PciHotplug slot = new PciHotplug(machine, new PciAddress(0, 6, 0));
        slot.plug("virtio-rng-pci", "disable-legacy", "on");
        VirtioRng plugged =
                new VirtioRng(VirtioDevice.over(VirtioPciModern.of(slot.get()), machine.memory()));
        assertEquals(16, plugged.start(0).random(16).length);
        slot.unplug();
        assertEquals(16, rng.start(0).random(16).length);
    }
}
