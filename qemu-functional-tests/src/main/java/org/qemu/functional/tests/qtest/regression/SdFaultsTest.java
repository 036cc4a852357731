package org.qemu.functional.tests.qtest.regression;

import static org.qemu.functional.tests.qtest.regression.Devices.bytes;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;

/** Faults of SD cards, and of the host controller that they are in. */
@QTestMachine(
        "-machine pc -m 512M -nodefaults -device sdhci-pci,sd-spec-version=3,addr=05.0"
                + " -drive if=none,id=d,format=raw,file=null-co:// -device sd-card,drive=d")
class SdFaultsTest {
    private static final int BLOCK_SIZE_HIGH = 0x05;
    private static final int ARGUMENT_1 = 0x0a;
    private static final int ARGUMENT_2 = 0x0b;
    private static final int TRANSFER_MODE = 0x0c;
    private static final int COMMAND_LOW = 0x0e;
    private static final int COMMAND = 0x0f;
    private static final int HOST_CONTROL = 0x28;
    private static final int CLOCK = 0x2c;

    private long base;

    @BeforeEach
    void map(QTest qtest) {
        base = Devices.enabled(qtest).map(0).address();
    }

    private void write(QTest qtest, int register, int... values) {
        bytes(qtest, base + register, values);
    }

    /** The address of a group of blocks was not compared with the size of the card. */
    @Test
    @Regression(
            value = "#450, OSS-Fuzz 29225",
            device = "sd-card",
            shows = "SIGABRT: Assertion `wpnum < sd->wpgrps_size'")
    void protectsNoGroupOutsideOfTheCard(QTest qtest) {
        write(qtest, CLOCK, 0xff);
        write(qtest, COMMAND, 0xb7);
        write(qtest, ARGUMENT_1, 0xc9);
        write(qtest, COMMAND, 0x29);
        write(qtest, COMMAND, 0xc2);
        write(qtest, HOST_CONTROL, 0xf7);
        bytes(qtest, 0x0, 0xe3);
        bytes(qtest, 0x7, 0x13, 0xe3);
        bytes(qtest, 0xf, 0xe3);
        write(qtest, COMMAND, 0x03);
        write(qtest, BLOCK_SIZE_HIGH, 0x01);
        write(qtest, ARGUMENT_2, 0xff);
        write(qtest, TRANSFER_MODE, 0xff);
        write(qtest, COMMAND_LOW, 0xff);
        write(qtest, COMMAND, 0x06);
        write(qtest, COMMAND, 0x9e);
        Devices.expectAlive(qtest);
    }

    /** The same, for a card that begins to send the state of its groups. */
    @Test
    @Regression(
            value = "#495, OSS-Fuzz 36217",
            device = "sd-card",
            shows = "SIGABRT: Assertion `wpnum < sd->wpgrps_size'")
    void sendsNoStateOfAGroupOutsideOfTheCard(QTest qtest) {
        write(qtest, CLOCK, 0x05);
        write(qtest, COMMAND, 0x37);
        write(qtest, ARGUMENT_1, 0x01);
        write(qtest, COMMAND, 0x29);
        write(qtest, COMMAND, 0x02);
        write(qtest, COMMAND, 0x03);
        write(qtest, BLOCK_SIZE_HIGH, 0x01);
        write(qtest, COMMAND, 0x06);
        write(qtest, TRANSFER_MODE, 0x05);
        write(qtest, COMMAND_LOW, 0x20);
        write(qtest, COMMAND, 0x08);
        write(qtest, ARGUMENT_2, 0x3d);
        write(qtest, COMMAND, 0x1e);
        Devices.expectAlive(qtest);
    }

    /** A new block size during a transfer moved the end of a block behind the buffer. */
    @Test
    @Regression(
            value = "#451, OSS-Fuzz 36391",
            device = "sdhci-pci",
            shows = "needs a build with ASan: a write behind a buffer on the heap")
    void keepsTheBlockSizeDuringATransfer(QTest qtest) {
        write(qtest, BLOCK_SIZE_HIGH, 0x73);
        write(qtest, HOST_CONTROL, 0x55);
        write(qtest, CLOCK, 0x55);
        descriptors(qtest, 0x00, 0x48);
        write(qtest, TRANSFER_MODE, 0x55);
        write(qtest, COMMAND_LOW, 0x2c, 0x5b, 0x06, 0x46);
        descriptors(qtest, 0x50, 0x98);
        write(qtest, 0x26, 0x5a, 0x06, 0x46, 0xc0, 0xc9, 0xc9);
        write(qtest, HOST_CONTROL, 0x55);
        write(qtest, 0x2a, 0x5a);
        bytes(qtest, 0xa0, 0x65);
        bytes(qtest, 0xa5, 0xff, 0xff, 0xdf);
        write(qtest, TRANSFER_MODE, 0x27);
        write(qtest, COMMAND, 0x55);
        Devices.expectAlive(qtest);
    }

    /** Write the first and the last byte of ADMA descriptors, and the first byte of the last. */
    private static void descriptors(QTest qtest, long first, long last) {
        for (long at = first; at < last; at += 8) {
            bytes(qtest, at, 0x65);
            bytes(qtest, at + 7, 0x69);
        }
        bytes(qtest, last, 0x65);
    }
}
