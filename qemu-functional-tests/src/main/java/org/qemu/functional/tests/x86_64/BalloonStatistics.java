package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.qemu.functional.machine.QemuMachine;

/**
 * The memory statistics of a guest, by the device {@code virtio-balloon} with the id {@code
 * balloon}.
 *
 * @param lastUpdate when the guest reported them, in seconds since 1970; 0 if it has not yet
 * @param values what the guest reported: bytes, or numbers of events
 */
record BalloonStatistics(long lastUpdate, Map<String, Long> values) {
    private static final String DEVICE = "/machine/peripheral/balloon";

    /** The value of a statistic that the guest has not reported: 2^64 - 1. */
    private static final long ABSENT = -1;

    private static final int MOST_ROUNDS = 60;

    /** Let QEMU request the statistics, and again after each interval. */
    static void poll(QemuMachine vm, int seconds) {
        vm.cmd(
                "qom-set",
                "path",
                DEVICE,
                "property",
                "guest-stats-polling-interval",
                "value",
                seconds);
    }

    static BalloonStatistics of(QemuMachine vm) {
        JsonNode reply = vm.cmd("qom-get", "path", DEVICE, "property", "guest-stats");
        Map<String, Long> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> stat : reply.path("stats").properties()) {
            long value = stat.getValue().bigIntegerValue().longValue();
            if (value != ABSENT) {
                values.put(stat.getKey(), value);
            }
        }
        return new BalloonStatistics(reply.path("last-update").asLong(), values);
    }

    /** Require that the guest has not reported any since its reset. */
    static void assertAbsent(QemuMachine vm) {
        assertEquals(new BalloonStatistics(0, Map.of()), of(vm));
    }

    /**
     * Wait for the first report since the reset.
     *
     * @param pause lets time pass in the guest, half a second or more
     */
    static BalloonStatistics awaitUpdate(QemuMachine vm, Runnable pause) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            BalloonStatistics now = of(vm);
            if (now.lastUpdate() != 0) {
                return now;
            }
            pause.run();
        }
        return fail("the guest's driver has not reported statistics: " + of(vm));
    }

    /** Return a statistic, such as {@code stat-free-memory}. */
    long get(String name) {
        Long value = values.get(name);
        return value == null ? fail("no %s in %s".formatted(name, values)) : value;
    }
}
