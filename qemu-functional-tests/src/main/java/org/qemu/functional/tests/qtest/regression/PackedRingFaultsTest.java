package org.qemu.functional.tests.qtest.regression;

import static org.qemu.functional.tests.qtest.regression.Devices.words;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.pci.Bar;

/** Faults of virtio's packed rings, with a disk (Virtual I/O Device 1.2, chapters 2.8 and 4.1). */
@QTestMachine(
        "-machine pc -nodefaults -m 64M -drive if=none,id=d,driver=null-co,read-zeroes=on"
                + " -device virtio-blk-pci,drive=d,addr=05.0,disable-legacy=on,packed=on")
class PackedRingFaultsTest {
    private static final long RING = 0x20_0000;
    private static final long DRIVER_EVENTS = 0x20_1000;
    private static final long DEVICE_EVENTS = 0x20_2000;
    private static final long BUFFER = 0x21_0000;

    private static final int ACKNOWLEDGE = 1;
    private static final int DRIVER = 2;
    private static final int DRIVER_OK = 4;
    private static final int FEATURES_OK = 8;
    private static final int NEEDS_RESET = 0x40;

    /** VIRTIO_F_VERSION_1 and VIRTIO_F_RING_PACKED, which are the features 32 and 34. */
    private static final int FEATURES = 1 | 1 << 2;

    private static final long AVAILABLE = 1 << 7;
    private static final long INDIRECT = 4;

    /** The offset of the notifications in QEMU's BAR. */
    private static final int NOTIFY = 0x3000;

    private Bar registers;
    private Register status;

    @BeforeEach
    void start(QTest qtest) {
        registers = Devices.enabled(qtest).map(4);
        status = registers.registerb("device status", 0x14);
        status.write(ACKNOWLEDGE);
        status.write(ACKNOWLEDGE | DRIVER);
        registers.registerl("driver feature select", 0x08).write(1);
        registers.registerl("driver features", 0x0c).write(FEATURES);
        status.writeAndExpect(ACKNOWLEDGE | DRIVER | FEATURES_OK);
        registers.registerw("queue select", 0x16).write(0);
        registers.registerq("queue descriptors", 0x20).write(RING);
        registers.registerq("queue driver", 0x28).write(DRIVER_EVENTS);
        registers.registerq("queue device", 0x30).write(DEVICE_EVENTS);
        registers.registerw("queue enable", 0x1c).write(1);
        status.write(ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
    }

    /** Offer one descriptor, and wait until the device has refused it. */
    private void offerEmpty(QTest qtest, long flags) {
        words(qtest, RING, BUFFER, 0, 0, flags << 16);
        registers.registerw("notify", NOTIFY).write(0);
        status.await(NEEDS_RESET, NEEDS_RESET);
        Devices.expectAlive(qtest);
    }

    /**
     * The device is broken after an error and takes no descriptor, but {@code
     * virtio_queue_packed_empty} said that there is one.
     */
    @Test
    @Regression(
            value = "CVE-2026-16457, #3968",
            device = "virtio-blk-pci",
            shows = "hangs: a broken device looks for descriptors for ever",
            fixedIn = "11.1")
    void aBrokenDeviceHasNoDescriptors(QTest qtest) {
        offerEmpty(qtest, AVAILABLE);
    }

    /** A table of 0 bytes of indirect descriptors passed the check for whole descriptors. */
    @Test
    @Regression(
            value = "hw/virtio/virtio.c",
            device = "virtio-blk-pci",
            shows = "SIGABRT: address_space_cache_init: Assertion `len > 0'",
            fixedIn = "11.1")
    void anIndirectTableHasDescriptors(QTest qtest) {
        offerEmpty(qtest, AVAILABLE | INDIRECT);
    }
}
