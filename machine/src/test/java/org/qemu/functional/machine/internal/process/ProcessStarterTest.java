package org.qemu.functional.machine.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProcessStarterTest {
    @Test
    @Timeout(60)
    void leavesNoProcessToAnInterruptedThread() throws Exception {
        Set<ProcessHandle> before = children();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> start("sleep", "1000")).isInstanceOf(InterruptedException.class);
        // Processes start one after the other, so the first one is running now.
        assertThat(start("true").waitFor()).isZero();
        Set<ProcessHandle> made = children();
        made.removeAll(before);
        made.forEach(child -> child.onExit().join());
    }

    private static Process start(String... command) throws Exception {
        return ProcessStarter.start(new ProcessBuilder(command), ProcessMark.next());
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toCollection(HashSet::new));
    }
}
