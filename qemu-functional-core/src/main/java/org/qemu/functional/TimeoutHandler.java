package org.qemu.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.budget.internal.ThreadDump;
import org.qemu.functional.budget.internal.Watchdog;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.settings.TimeoutScale;

/** Handle the timeout of a test: write its state to {@code timeout.log}. */
final class TimeoutHandler implements Watchdog.Actions {
    /** How long to wait for a reply of a QEMU that may be stopped. */
    private static final Duration ANSWER = TimeoutScale.scaled(Duration.ofSeconds(1));

    private final TestSession session;

    TimeoutHandler(TestSession session) {
        this.session = session;
    }

    Path log() {
        return session.files().log("timeout.log");
    }

    @Override
    public void gatherEvidence() {
        // Dump the threads first: the dump must not include the threads of the following steps.
        List<String> parts = new ArrayList<>(List.of(ThreadDump.take()));
        for (QemuMachine vm : session.machinesMade()) {
            MachineAccess access = MachineAccess.of(vm);
            access.gatherEvidence();
            parts.add(access.describe(ANSWER));
        }
        try {
            Files.writeString(log(), String.join("\n\n", parts) + "\n");
        } catch (IOException e) {
            TestSession.LOG.warn("cannot write '{}': {}", log(), e.getMessage());
        }
    }

    @Override
    public void cutOff() {
        session.machinesMade().forEach(QemuMachine::kill);
    }
}
