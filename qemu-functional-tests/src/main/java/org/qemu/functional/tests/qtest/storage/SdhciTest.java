package org.qemu.functional.tests.qtest.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.storage.SdCard;
import org.qemu.functional.qtest.qos.storage.Sdhci;
import org.qemu.functional.qtest.qos.storage.Sdhci.Answer;

/** SDHCI on each machine with PCI, with and without a card. */
class SdhciTest {
    private static final String CARD =
            "-drive if=none,id=sd,format=raw,file={image:64M} -device sd-card,id=card,drive=sd";
    private static final String LARGE_CARD =
            "-drive if=none,id=sd,format=raw,file={image:4G} -device sd-card,id=card,drive=sd";
    private static final long BLOCKS = (64 << 20) / SdCard.BLOCK;

    /** QEMU's default: 52 MHz, blocks of 512 bytes, ADMA, SDMA, high speed, 3.3 and 1.8 V. */
    private static final long CAPABILITIES = 0x057834b4L;

    private static final int GO_IDLE = 0;
    private static final int SEND_STATUS = 13;
    private static final int WAITS_FOR_TRANSFER = 4;

    private static byte[] random(int blocks, int seed) {
        byte[] data = new byte[blocks * SdCard.BLOCK];
        new Random(seed).nextBytes(data);
        return data;
    }

    @QosTest
    void tellsItsVersionAndCapabilities(Sdhci sdhci) {
        sdhci.version().expect(0xff, 2 - 1);
        sdhci.capabilities().expect(CAPABILITIES);
        // Reserved before version 3.
        sdhci.capabilitiesHigh().expect(0);
        sdhci.maximumCurrent().expect(0);
    }

    @QosTest(deviceOptions = "sd-spec-version=3,capareg=0x701057834b4,maxcurr=0x40201")
    void tellsWhatItWasTold(Sdhci sdhci) {
        sdhci.version().expect(0xff, 3 - 1);
        sdhci.capabilities().expect(CAPABILITIES);
        sdhci.capabilitiesHigh().expect(0x701);
        sdhci.maximumCurrent().expect(0x40201);
    }

    @QosTest
    void keepsWhatIsReadOnly(Sdhci sdhci) {
        long version = sdhci.version().read();
        sdhci.capabilities().write(0x89abcdefL);
        sdhci.capabilitiesHigh().write(0x01234567L);
        sdhci.maximumCurrent().write(0x123456);
        sdhci.version().write(~version);
        sdhci.capabilities().expect(CAPABILITIES);
        sdhci.capabilitiesHigh().expect(0);
        sdhci.maximumCurrent().expect(0);
        sdhci.version().expect(version);
    }

    @QosTest
    void resets(Sdhci sdhci) {
        sdhci.argument().writeAndExpect(0x12345678L);
        sdhci.clock().write(1);
        sdhci.clock().expect(3, 3);
        sdhci.reset().write(Sdhci.RESET_ALL);
        sdhci.reset().expect(0);
        sdhci.argument().expect(0);
        sdhci.clock().expect(0);
        sdhci.capabilities().expect(CAPABILITIES);
    }

    @QosTest
    void aCommandTimesOutWithoutACard(Sdhci sdhci) {
        sdhci.start();
        sdhci.state().expect(Sdhci.CARD_PRESENT, 0);
        sdhci.issue(SEND_STATUS, 0, Answer.SHORT);
        sdhci.interrupts().await(Sdhci.ERROR, Sdhci.ERROR);
        sdhci.errors().expect(Sdhci.TIMEOUT);
    }

    @QosTest
    void sendsNothingWhileTheClockStands(Sdhci sdhci) {
        sdhci.start();
        sdhci.clock().write(0);
        sdhci.issue(GO_IDLE, 0, Answer.NONE);
        sdhci.interrupts().expect(0);
        sdhci.clock().write(5);
        sdhci.issue(GO_IDLE, 0, Answer.NONE);
        sdhci.interrupts().await(Sdhci.COMMAND_DONE, Sdhci.COMMAND_DONE);
    }

    @QosTest(arguments = CARD)
    void startsACard(Sdhci sdhci) {
        SdCard card = SdCard.start(sdhci);
        assertEquals("QEMU!", card.product());
        assertNotEquals(0, card.address());
        assertEquals(64L << 20, card.capacity());
        assertFalse(card.highCapacity(), "a small card uses block addresses");
        assertEquals(WAITS_FOR_TRANSFER, card.state());
        sdhci.state().expect(Sdhci.WRITABLE, Sdhci.WRITABLE);
    }

    @QosTest(arguments = CARD)
    void readsWhatIsInTheImage(Sdhci sdhci, QTest qtest) {
        qtest.hmp("qemu-io sd \"write -P 0xa5 1024 512\"");
        qtest.hmp("qemu-io sd \"write -P 0x5a 1536 512\"");
        SdCard card = SdCard.start(sdhci);
        byte[] expected = new byte[SdCard.BLOCK];
        assertArrayEquals(expected, card.read(1, 1));
        Arrays.fill(expected, (byte) 0xa5);
        assertArrayEquals(expected, card.read(2, 1));
        Arrays.fill(expected, (byte) 0x5a);
        assertArrayEquals(expected, card.read(3, 1));
        assertEquals(WAITS_FOR_TRANSFER, card.state());
    }

    @QosTest(arguments = CARD)
    void readsWhatItWrote(Sdhci sdhci) {
        SdCard card = SdCard.start(sdhci);
        byte[] last = random(1, 1);
        byte[] several = random(6, 2);
        card.write(BLOCKS - 1, last);
        card.write(100, several);
        assertArrayEquals(last, card.read(BLOCKS - 1, 1));
        assertArrayEquals(several, card.read(100, 6));
        assertArrayEquals(
                Arrays.copyOfRange(several, 3 * SdCard.BLOCK, 4 * SdCard.BLOCK), card.read(103, 1));
        assertArrayEquals(new byte[SdCard.BLOCK], card.read(99, 1));
        assertArrayEquals(new byte[SdCard.BLOCK], card.read(106, 1));
    }

    @QosTest(arguments = LARGE_CARD)
    void aLargeCardHasAddressesOfBlocks(Sdhci sdhci) {
        SdCard card = SdCard.start(sdhci);
        assertTrue(card.highCapacity(), "a card of 4 GiB does not use block addresses");
        assertEquals(4L << 30, card.capacity());
        byte[] written = random(1, 3);
        card.write((4L << 30) / SdCard.BLOCK - 1, written);
        assertArrayEquals(written, card.read((4L << 30) / SdCard.BLOCK - 1, 1));
    }

    @QosTest(arguments = CARD)
    void readsByDma(Sdhci sdhci, QosMachine machine, QTest qtest) {
        if (qtest.vm().binary().arch().equals("ppc64")) {
            Assumptions.abort(
                    "behind sPAPR's IOMMU, a device can only access memory that a guest has mapped"
                            + " by a hypercall, and there is no guest");
        }
        SdCard card = SdCard.start(sdhci);
        byte[] written = random(8, 4);
        card.write(40, written);
        long buffer = machine.memory().alloc(written.length, 1 << 19);
        card.readDma(40, 8, buffer);
        assertArrayEquals(written, qtest.bufread(buffer, written.length));
        card.readDma(42, 1, buffer);
        assertArrayEquals(
                Arrays.copyOfRange(written, 2 * SdCard.BLOCK, 3 * SdCard.BLOCK),
                qtest.bufread(buffer, SdCard.BLOCK));
    }

    @QosTest(arguments = CARD)
    void noticesThatTheCardIsTakenOut(Sdhci sdhci, QTest qtest) {
        SdCard card = SdCard.start(sdhci);
        assertArrayEquals(new byte[SdCard.BLOCK], card.read(0, 1));
        qtest.cmd("eject", "id", "card", "force", true);
        sdhci.state().expect(Sdhci.CARD_PRESENT, 0);
        sdhci.interrupts().expect(Sdhci.REMOVED, Sdhci.REMOVED);
        // The clock of the card is stopped.
        sdhci.clock().expect(4, 0);
    }
}
