package org.qemu.functional.tests.qtest.regression;

import static org.qemu.functional.tests.qtest.regression.Devices.bytes;

import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;

/** Faults of sound cards. */
class SoundFaultsTest {
    private static final String SB16 =
            "-machine pc -m 64M -nodefaults -audiodev none,id=snd -device sb16,audiodev=snd";

    /** The port for commands of the DSP. */
    private static final int DSP = 0x22c;

    /** Set the sampling rate of the output; its two bytes follow. */
    private static final int SET_RATE = 0x41;

    /** A rate of 0 reached the audio back-end, by the command for auto-initialized DMA. */
    @Test
    @QTestMachine(SB16)
    @Regression(
            value = "LP#1910603",
            device = "sb16",
            shows = "SIGABRT: an assertion in audio_calloc")
    void sb16PlaysNothingAtARateOf0(QTest qtest) {
        qtest.outw(DSP, SET_RATE);
        qtest.outb(DSP, 0);
        qtest.outw(DSP, 0x1004);
        qtest.outw(DSP, 0x001c);
        Devices.expectAlive(qtest);
    }

    /** The same by the command for fast DMA. */
    @Test
    @QTestMachine(SB16)
    @Regression(
            value = "LP#1910603, command 0x91",
            device = "sb16",
            shows = "SIGABRT: an assertion in audio_calloc")
    void sb16PlaysNothingFastAtARateOf0(QTest qtest) {
        qtest.outw(DSP, 0xf100 | SET_RATE);
        qtest.outb(DSP, 0);
        qtest.outb(DSP, 0x24);
        qtest.outb(DSP, 0x91);
        Devices.expectAlive(qtest);
    }

    /** The same by the command that continues a transfer. */
    @Test
    @QTestMachine(SB16)
    @Regression(
            value = "LP#1910603, command 0xd4",
            device = "sb16",
            shows = "SIGABRT: an assertion in audio_calloc")
    void sb16ContinuesNothingAtARateOf0(QTest qtest) {
        qtest.outb(DSP, SET_RATE);
        qtest.outb(DSP, 0);
        qtest.outb(DSP, 0x14);
        qtest.outb(DSP, 0xd4);
        Devices.expectAlive(qtest);
    }

    /** Responses that the controller writes into its own registers made it write more of them. */
    @Test
    @QTestMachine(
            "-machine pc -m 64M -nodefaults -audiodev none,id=snd"
                    + " -device intel-hda,id=hda,addr=05.0 -device hda-output,bus=hda.0,audiodev=snd"
                    + " -device hda-micro,bus=hda.0,audiodev=snd"
                    + " -device hda-duplex,bus=hda.0,audiodev=snd")
    @Regression(
            value = "CVE-2021-3611, #542",
            device = "intel-hda",
            shows = "crashes: the stack overflows")
    void hdaWritesNoResponsesIntoItsRegisters(QTest qtest) {
        long base = Devices.enabled(qtest).map(0).address();
        bytes(qtest, 0, 0x12, 0, 0x2a);
        bytes(qtest, base + 0x5a, 0x01); // RINTCNT
        bytes(qtest, base + 0x5c, 0x02); // RIRBCTL
        for (int i = 0; i < 2; i++) {
            // The second copy of the registers begins at 0x2000; the buffer of responses is the
            // first one.
            qtest.writel(base + 0x2050, base);
            bytes(qtest, base + 0x204a, 0x01); // CORBRP
            bytes(qtest, base + 0x204c, 0x02); // CORBCTL
            bytes(qtest, base + 0x5c, 0x02);
        }
        Devices.expectAlive(qtest);
    }
}
