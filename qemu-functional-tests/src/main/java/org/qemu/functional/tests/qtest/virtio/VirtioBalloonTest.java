package org.qemu.functional.tests.qtest.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioBalloon;

/** virtio-balloon on each machine and transport. */
class VirtioBalloonTest {
    private static final String DEVICE = "/machine/peripheral/balloon";
    private static final int PAGE = VirtioBalloon.PAGE;
    private static final int PAGES = (64 << 20) / PAGE;

    private static long memory(QTest qtest) {
        return qtest.cmd("query-memory-size-summary").path("base-memory").asLong();
    }

    private static long actual(QTest qtest) {
        return qtest.cmd("query-balloon").path("actual").asLong();
    }

    @QosTest
    void isEmptyAtFirst(VirtioBalloon balloon, QTest qtest) {
        balloon.start(0);
        balloon.wanted().expect(0);
        balloon.actual().expect(0);
        assertEquals(memory(qtest), actual(qtest));
    }

    @QosTest
    void asksForPages(VirtioBalloon balloon, QTest qtest) {
        balloon.start(0);
        qtest.cmd("balloon", "value", memory(qtest) - (long) PAGES * PAGE);
        balloon.device().awaitInterrupt(VirtioDevice.CONFIG_INTERRUPT);
        balloon.wanted().expect(PAGES);
        balloon.actual().expect(0);
        qtest.cmd("balloon", "value", 2 * memory(qtest));
        balloon.device().awaitInterrupt(VirtioDevice.CONFIG_INTERRUPT);
        balloon.wanted().expect(0);
    }

    @QosTest
    void tellsTheHostWhatItHas(VirtioBalloon balloon, QTest qtest) {
        balloon.start(0);
        balloon.actual().writeAndExpect(PAGES);
        long left = memory(qtest) - (long) PAGES * PAGE;
        JsonNode event = qtest.eventWait("BALLOON_CHANGE");
        assertEquals(left, event.at("/data/actual").asLong(), event::toString);
        assertEquals(left, actual(qtest));
    }

    @QosTest
    void takesThePagesThatItIsGiven(VirtioBalloon balloon, QTest qtest) {
        balloon.start(0);
        long pages = balloon.device().memory().alloc(3L * PAGE);
        qtest.memset(pages, 3L * PAGE, 0x5a);
        balloon.inflate(pages + 2L * PAGE, pages);
        byte[] expected = new byte[3 * PAGE];
        Arrays.fill(expected, PAGE, 2 * PAGE, (byte) 0x5a);
        assertArrayEquals(expected, qtest.bufread(pages, 3 * PAGE));
        balloon.deflate(pages);
        qtest.memset(pages, PAGE, 0xa5);
        Arrays.fill(expected, 0, PAGE, (byte) 0xa5);
        assertArrayEquals(expected, qtest.bufread(pages, 3 * PAGE));
    }

    @QosTest
    void leavesThePagesThatItGivesBack(VirtioBalloon balloon, QTest qtest) {
        balloon.start(0);
        long page = balloon.device().memory().alloc(PAGE);
        qtest.memset(page, PAGE, 0x5a);
        balloon.deflate(page);
        byte[] expected = new byte[PAGE];
        Arrays.fill(expected, (byte) 0x5a);
        assertArrayEquals(expected, qtest.bufread(page, PAGE));
    }

    @QosTest
    void passesOverPagesThatAreNoMemory(VirtioBalloon balloon, QTest qtest) {
        balloon.start(0);
        long page = balloon.device().memory().alloc(PAGE);
        qtest.memset(page, PAGE, 0x5a);
        balloon.inflate(0xffff_ffffL * PAGE, page);
        assertArrayEquals(new byte[PAGE], qtest.bufread(page, PAGE));
    }

    @QosTest
    void tellsStatistics(VirtioBalloon balloon, QTest qtest) {
        balloon.start(VirtioBalloon.STATISTICS);
        assertTrue(balloon.device().has(VirtioBalloon.STATISTICS), "STATISTICS is not offered");
        assertEquals(0, statistics(qtest).path("last-update").asLong(-1));
        long begin = Instant.now().getEpochSecond();
        balloon.reportStatistics(
                VirtioBalloon.TOTAL_MEMORY, 1L << 40, VirtioBalloon.FREE_MEMORY, 0x1234_5678L);
        assertTrue(
                Poll.until(
                        VirtioDevice.TIMEOUT,
                        () -> statistics(qtest).path("last-update").asLong() >= begin),
                () -> "the time of the last update is not new: " + statistics(qtest));
        JsonNode found = statistics(qtest).path("stats");
        assertEquals(1L << 40, found.path("stat-total-memory").asLong(), found::toString);
        assertEquals(0x1234_5678L, found.path("stat-free-memory").asLong(), found::toString);
        assertEquals("18446744073709551615", found.path("stat-swap-in").asText(), found::toString);
    }

    private static JsonNode statistics(QTest qtest) {
        return qtest.vm().monitor().qomGet(DEVICE, "guest-stats");
    }

    @QosTest(running = true)
    void asksForStatistics(VirtioBalloon balloon, QTest qtest) {
        balloon.start(VirtioBalloon.STATISTICS);
        int head = balloon.reportStatistics(VirtioBalloon.FREE_MEMORY, 1);
        assertEquals(0, balloon.statistics().usedIndex());
        qtest.vm().monitor().qomSet(DEVICE, "guest-stats-polling-interval", 1);
        balloon.statistics().await(head);
    }
}
