package org.qemu.functional.tests.qtest.regression;

import static org.qemu.functional.tests.qtest.regression.Devices.words;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.pci.Bar;

/** Faults of the controllers of USB 1 with a tablet at the first port. */
class UsbFaultsTest {
    private static final String TABLET = " -device usb-tablet,bus=hc.0,port=1,usb_version=1";

    private static final long AREA = 0x20_0000;
    private static final long CONTROL_QUEUE = 0x21_0000;
    private static final long BULK_QUEUE = 0x21_1000;
    private static final long SETUP = 0x22_0000;

    /** A transfer that was not executed yet, without a wish for an interrupt. */
    private static final long NEW = 0xfL << 28 | 7 << 21;

    private static final long OUT = 1 << 19;

    /** A bit of the status of OHCI. */
    private static final int UNRECOVERABLE = 1 << 4;

    /** A bit of the status of UHCI. */
    private static final int PROCESS_ERROR = 1 << 4;

    /**
     * A transfer to an endpoint whose packets have 0 bytes makes no progress: {@code
     * ohci_service_ed_list} repeated it for ever. The request before makes the tablet expect data.
     */
    @Test
    @QTestMachine(
            value = "-machine pc -nodefaults -m 64M -device pci-ohci,id=hc,addr=05.0" + TABLET,
            running = true)
    @Regression(
            value = "CVE-2026-3890",
            device = "pci-ohci",
            shows = "hangs: a transfer without progress is repeated for ever",
            fixedIn = "11.0")
    void ohciEndsATransferToAnEndpointWithoutRoom(QTest qtest) {
        Bar registers = Devices.enabled(qtest).map(0);
        registers.registerl("HcRhPortStatus", 0x54).write(0x10); // reset the port
        registers.registerl("HcRhPortStatus", 0x54).write(0x02); // enable it
        registers.registerl("HcHCCA", 0x18).write(AREA);
        queue(qtest, CONTROL_QUEUE, 8 << 16, NEW, SETUP);
        // Vendor's request 9 with 8 bytes of data to the device.
        words(qtest, SETUP, 0x900, 8 << 16);
        queue(qtest, BULK_QUEUE, 0, NEW | OUT, SETUP + 0x1000);
        registers.registerl("HcControlHeadED", 0x20).write(CONTROL_QUEUE);
        registers.registerl("HcBulkHeadED", 0x28).write(BULK_QUEUE);
        registers.registerl("HcControl", 0x04).write(0xb0); // operational, both lists
        registers.registerl("HcCommandStatus", 0x08).write(0x06); // both lists are filled
        step(qtest);
        registers.registerl("HcInterruptStatus", 0x0c).await(UNRECOVERABLE, UNRECOVERABLE);
        Devices.expectAlive(qtest);
    }

    /** Write an endpoint with one transfer of 8 bytes. */
    private static void queue(QTest qtest, long endpoint, long flags, long transfer, long data) {
        long first = endpoint + 0x40;
        long tail = endpoint + 0x80;
        words(qtest, endpoint, flags, tail, first, 0);
        words(qtest, first, transfer, data, tail, data + 7);
    }

    /** Let frames pass. */
    private static void step(QTest qtest) {
        if (qtest.hasClock()) {
            qtest.clockStep(10_000_000);
        }
    }

    /** {@code uhci_handle_td} looked up endpoint 1 for a SETUP packet, which only 0 may get. */
    @Test
    @QTestMachine(
            value =
                    "-machine pc -nodefaults -m 64M -device piix3-usb-uhci,id=hc,addr=05.0"
                            + TABLET,
            running = true)
    @Regression(
            value = "CVE-2024-8354",
            device = "piix3-usb-uhci",
            shows = "SIGABRT: usb_ep_get: Assertion `pid == USB_TOKEN_IN || pid == USB_TOKEN_OUT'",
            fixedIn = {"7.2.22", "10.1.1"})
    void uhciRefusesASetupPacketToAnotherEndpointThan0(QTest qtest) {
        Bar registers = Devices.enabled(qtest).map(4);
        registers.registerw("PORTSC1", 0x10).write(0x200); // reset the port
        registers.registerw("PORTSC1", 0x10).write(0x004); // enable it
        long transfer = CONTROL_QUEUE;
        qtest.bufwrite(AREA, frames(transfer));
        long active = 1 << 23 | 3 << 27;
        int setup = 0x2d;
        int endpoint = 1;
        words(qtest, transfer, 1, active, 7L << 21 | endpoint << 15 | setup, SETUP);
        registers.registerl("FRBASEADD", 0x08).write(AREA);
        registers.registerw("FRNUM", 0x06).write(0);
        registers.registerw("USBCMD", 0x00).write(0x81); // run, with packets of 64 bytes
        step(qtest);
        // The controller halts with a process error.
        registers.registerw("USBSTS", 0x02).await(PROCESS_ERROR, PROCESS_ERROR);
        Devices.expectAlive(qtest);
    }

    /** Return a list of frames that all begin with the same transfer. */
    private static byte[] frames(long transfer) {
        ByteBuffer list = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        while (list.hasRemaining()) {
            list.putInt((int) transfer);
        }
        return list.array();
    }
}
