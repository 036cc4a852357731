package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Negotiate a new connection until QEMU accepts commands. */
final class QmpNegotiation {
    private QmpNegotiation() {}

    /**
     * Wait for the greeting and send {@code qmp_capabilities}, enabling out-of-band execution if
     * QEMU offers it.
     *
     * @return whether commands can be executed out of band
     * @throws QmpException if there is no greeting or no reply in time
     */
    static boolean negotiate(QmpDispatcher dispatcher, QmpRequests requests, Duration timeout)
            throws InterruptedException {
        JsonNode greeting = QmpRequests.await(dispatcher.greeting(), "QMP greeting", timeout);
        boolean outOfBand = offers(greeting, "oob");
        Map<String, ?> arguments = outOfBand ? Map.of("enable", List.of("oob")) : Map.of();
        JsonNode unused = requests.command("qmp_capabilities", arguments, timeout);
        return outOfBand;
    }

    private static boolean offers(JsonNode greeting, String capability) {
        for (JsonNode offered : greeting.at("/QMP/capabilities")) {
            if (offered.asText().equals(capability)) {
                return true;
            }
        }
        return false;
    }
}
