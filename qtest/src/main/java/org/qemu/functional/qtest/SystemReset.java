package org.qemu.functional.qtest;

import com.fasterxml.jackson.databind.JsonNode;
import org.qemu.functional.machine.QemuMachine;

/** Resets a machine and waits until that is done. */
final class SystemReset {
    private SystemReset() {}

    static void run(QemuMachine vm) {
        // An event of an earlier reset must not be taken for this one's; a guest's own are left.
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
