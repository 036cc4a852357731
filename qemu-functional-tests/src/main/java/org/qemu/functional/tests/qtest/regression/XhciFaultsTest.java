package org.qemu.functional.tests.qtest.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.qemu.functional.tests.qtest.regression.Devices.words;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.pci.Bar;

/** A fault of USB transfers that xHCI passes to a device as a whole. */
@QTestMachine(
        "-machine pc -nodefaults -m 64M -device qemu-xhci,id=hc,addr=05.0"
                + " -device usb-tablet,bus=hc.0,port=1")
class XhciFaultsTest {
    private static final long CONTEXTS = 0x20_0000;
    private static final long COMMANDS = 0x20_1000;
    private static final long SEGMENTS = 0x20_2000;
    private static final long EVENTS = 0x20_3000;
    private static final long INPUT = 0x20_4000;
    private static final long OUTPUT = 0x20_5000;
    private static final long TRANSFERS = 0x20_6000;
    private static final long DATA = 0x20_7000;

    /** The first port of USB 2; those of USB 3 come first. */
    private static final int PORT = 5;

    private static final int OPERATIONAL = 0x40;
    private static final int RUNTIME = 0x1000;
    private static final int DOORBELLS = 0x2000;

    private static final int SETUP_STAGE = 2;
    private static final int DATA_STAGE = 3;
    private static final int STATUS_STAGE = 4;
    private static final int ENABLE_SLOT = 9;
    private static final int ADDRESS_DEVICE = 11;
    private static final int SLOT = 1;
    private static final int SUCCESS = 1;

    private Bar registers;

    /** Give the tablet a slot and an address. */
    @BeforeEach
    void addressTheTablet(QTest qtest) {
        registers = Devices.enabled(qtest).map(0);
        registers.registerl("CONFIG", OPERATIONAL + 0x38).write(8);
        registers.registerq("DCBAAP", OPERATIONAL + 0x30).write(CONTEXTS);
        registers.registerq("CRCR", OPERATIONAL + 0x18).write(COMMANDS | 1);
        words(qtest, SEGMENTS, EVENTS, 0, 256, 0);
        registers.registerl("ERSTSZ", RUNTIME + 0x28).write(1);
        registers.registerq("ERDP", RUNTIME + 0x38).write(EVENTS);
        registers.registerq("ERSTBA", RUNTIME + 0x30).write(SEGMENTS);
        registers.registerl("USBCMD", OPERATIONAL).write(1);
        // Power and reset.
        registers.registerl("PORTSC", 0x440 + 0x10 * (PORT - 1)).write(0x210);
        words(qtest, CONTEXTS + 8 * SLOT, OUTPUT, 0);
        words(qtest, INPUT, 0, 3);
        words(qtest, INPUT + 0x20, 1 << 27 | 3 << 20, PORT << 16);
        words(qtest, INPUT + 0x40, 0, 64 << 16 | 4 << 3 | 3 << 1, TRANSFERS | 1, 0);
        block(qtest, COMMANDS, 0, 0, ENABLE_SLOT << 10);
        block(qtest, COMMANDS + 0x10, INPUT, 0, ADDRESS_DEVICE << 10 | SLOT << 24);
        registers.registerl("doorbell of commands", DOORBELLS).write(0);
        // After the event of the port.
        expectSuccess(qtest, EVENTS + 0x10);
        expectSuccess(qtest, EVENTS + 0x20);
    }

    private static void expectSuccess(QTest qtest, long event) {
        assertEquals(SUCCESS, qtest.readl(event + 8) >>> 24, "the code of a command's completion");
    }

    /** Write a block of a ring with the cycle bit. */
    private static void block(QTest qtest, long at, long parameter, long status, long control) {
        words(qtest, at, parameter & 0xffff_ffffL, parameter >>> 32, status, control | 1);
    }

    /**
     * {@code do_parameter} copied as many bytes as the request asks for, also into less memory than
     * that.
     */
    @Test
    @Regression(
            value = "hw/usb/core.c",
            device = "qemu-xhci",
            shows = "SIGABRT: usb_packet_copy: Assertion `p->actual_length + bytes <= iov->size'",
            fixedIn = "11.1")
    void aRequestForMoreThanTheBufferHoldsStalls(QTest qtest) {
        long getDescriptorOf18Bytes = 0x0012_0000_0100_0680L;
        int immediate = 1 << 6;
        int in = 1 << 16;
        block(qtest, TRANSFERS, getDescriptorOf18Bytes, 8, SETUP_STAGE << 10 | immediate | 3 << 16);
        block(qtest, TRANSFERS + 0x10, DATA, 4, DATA_STAGE << 10 | in);
        block(qtest, TRANSFERS + 0x20, 0, 0, STATUS_STAGE << 10 | 1 << 5);
        registers.registerl("doorbell of the tablet", DOORBELLS + 4 * SLOT).write(1);
        Devices.expectAlive(qtest);
    }
}
