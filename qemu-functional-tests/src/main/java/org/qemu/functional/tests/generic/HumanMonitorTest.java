package org.qemu.functional.tests.generic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.qemu.functional.QemuSystemTest;

/**
 * Proves that the human monitor, accessed through QMP, executes commands, returns output and
 * reports errors.
 */
@Execution(ExecutionMode.CONCURRENT)
class HumanMonitorTest extends QemuSystemTest {
    @BeforeEach
    void launchWithoutMachine() {
        setMachine("none");
        vm().addArgs("-nodefaults", "-name", "some-guest");
        vm().launch();
    }

    @Test
    void stopsAndContinuesTheGuest() {
        assertEquals("VM status: running", hmp("info status"));

        assertEquals("", hmp("stop"));
        assertEquals("VM status: paused", hmp("info status"));
        assertEquals("paused", vm().cmd("query-status").path("status").asText());

        assertEquals("", hmp("cont"));
        assertEquals("VM status: running", hmp("info status"));
    }

    @Test
    void describesTheGuest() {
        assertEquals("some-guest", hmp("info name"));
        assertContains(hmp("info qtree"), "bus: main-system-bus");
        assertContains(hmp("info mtree"), "address-space: memory");
    }

    @Test
    void explainsACommand() {
        assertEquals("stop|s  -- stop emulation", hmp("help stop"));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertEquals("unknown command: 'no-such-command'", hmp("no-such-command"));
        assertEquals("unknown command: 'info no-such-topic'", hmp("info no-such-topic"));
        assertContains(hmp("info name superfluous"), "extraneous characters at the end of line");
    }

    private String hmp(String commandLine) {
        return vm().cmd("human-monitor-command", "command-line", commandLine).asText().strip();
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> "no '%s' in:\n%s".formatted(part, text));
    }
}
