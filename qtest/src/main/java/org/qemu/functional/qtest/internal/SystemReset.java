package org.qemu.functional.qtest.internal;

import com.fasterxml.jackson.databind.JsonNode;
import org.qemu.functional.machine.QemuMachine;

/** Reset a machine and wait until the reset is done. */
public final class SystemReset {
    private SystemReset() {}

    public static void run(QemuMachine vm) {
        // Ignore events of earlier resets; events of a reset by the guest are kept.
        long before = vm.events().stream().filter(SystemReset::isOurs).count();
        vm.cmd("system_reset");
        for (long event = 0; event <= before; event++) {
            vm.eventWait("RESET", QemuMachine.EVENT_TIMEOUT, SystemReset::isOurs);
        }
    }

    private static boolean isOurs(JsonNode event) {
        return event.path("event").asText().equals("RESET")
                && event.path("data").path("reason").asText().equals("host-qmp-system-reset");
    }
}
