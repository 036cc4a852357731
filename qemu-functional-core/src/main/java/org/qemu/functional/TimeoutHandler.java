package org.qemu.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.qemu.functional.budget.internal.ThreadDump;
import org.qemu.functional.budget.internal.Watchdog;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.settings.TimeoutScale;

/** Handle the timeout of a test: write its state to {@code timeout.log}. */
final class TimeoutHandler implements Watchdog.Actions {
    /** How long to wait for a reply of a QEMU that may be stopped. */
    private static final Duration ANSWER = TimeoutScale.scaled(Duration.ofSeconds(1));

    /** The maximum number of machines that a message describes; the log describes all. */
    private static final int MAX_DESCRIBED = 3;

    private final TestSession session;
    private final List<String> machines = new CopyOnWriteArrayList<>();

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
            machines.add(access.describe(ANSWER));
        }
        parts.addAll(machines);
        try {
            Files.writeString(log(), String.join("\n\n", parts) + "\n");
        } catch (IOException e) {
            TestSession.LOG.warn("cannot write '{}': {}", log(), e.getMessage());
        }
    }

    /** Return what is known by now of the machines at the timeout, each on lines of its own. */
    String describeMachines() {
        return machines.stream()
                .limit(MAX_DESCRIBED)
                .map(text -> "\n" + text)
                .collect(Collectors.joining());
    }

    /** Return which machines did not run at the timeout, for the first line of a message. */
    String standstills() {
        return machines.stream().map(MachineAccess::standstill).collect(Collectors.joining());
    }

    @Override
    public void cutOff() {
        session.machinesMade().forEach(QemuMachine::kill);
    }
}
