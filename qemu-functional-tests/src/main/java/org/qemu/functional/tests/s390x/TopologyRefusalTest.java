package org.qemu.functional.tests.s390x;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.qmp.QmpCommandException;

/**
 * Proves what QEMU says where it has no CPU topology, which is with TCG: no CPU model has it, and
 * no command changes it. Places of CPUs among sockets are counted, but have no entitlement.
 */
@Execution(ExecutionMode.CONCURRENT)
class TopologyRefusalTest extends QemuSystemTest {
    private static final String UNKNOWN_BEFORE = "does not know CPU topology of s390x";

    @Test
    void refusesTheFeature() {
        requireVersion("8.2", UNKNOWN_BEFORE);
        for (String model : List.of("max", "qemu", "z14")) {
            assertRefused("ctop", "-cpu", model + ",ctop=on");
        }
    }

    @Test
    void refusesEntitlementOutsideOfItsValues() {
        requireVersion("8.2", UNKNOWN_BEFORE);
        assertRefused(
                "does not accept value 'highest'",
                "-smp",
                "1,maxcpus=2",
                "-device",
                "max-s390x-cpu,core-id=1,entitlement=highest");
    }

    @Test
    void refusesSocketsThatDoNotHoldTheCpus() {
        assertRefused(
                "product of the hierarchy must match maxcpus",
                "-smp",
                "3,sockets=2,cores=1,threads=1,maxcpus=4");
    }

    @Test
    void refusesThreads() {
        assertRefused(
                "S390 does not support more than 1 threads",
                "-smp",
                "2,sockets=1,cores=1,threads=2");
    }

    @Test
    void refusesToChangeTheTopology() {
        launchPaused();
        // The packages of some versions leave the commands out where KVM is not built in.
        assertNotSupported(
                "CPU topology change is not supported on this target",
                "set-cpu-topology",
                Map.of("core-id", 0, "entitlement", "low"));
        assertNotSupported(
                "CPU polarization is not supported on this target",
                "query-s390x-cpu-polarization",
                Map.of());
    }

    @Test
    void countsSocketsWithoutEntitlement() {
        requireVersion("8.2", UNKNOWN_BEFORE);
        launchPaused("-smp", "13,drawers=2,books=2,sockets=3,cores=2,maxcpus=24");
        JsonNode cpus = vm().cmd("query-cpus-fast");
        assertEquals(13, cpus.size());
        for (JsonNode cpu : cpus) {
            JsonNode place = cpu.path("props");
            int core = place.path("core-id").asInt(-1);
            assertEquals(core / 2 % 3, place.path("socket-id").asInt(-1), cpu::toString);
            assertEquals(core / 6 % 2, place.path("book-id").asInt(-1), cpu::toString);
            assertEquals(core / 12, place.path("drawer-id").asInt(-1), cpu::toString);
            assertTrue(cpu.path("entitlement").isMissingNode(), cpu::toString);
        }
    }

    private void launchPaused(Object... cpus) {
        setMachine("s390-ccw-virtio");
        requireAccelerator("tcg");
        vm().addArgs("-accel", "tcg", "-nodefaults", "-S");
        vm().addArgs(cpus);
        vm().launch();
    }

    private void assertRefused(String reason, Object... args) {
        setMachine("s390-ccw-virtio");
        requireAccelerator("tcg");
        LaunchException refused =
                assertThrows(
                        LaunchException.class,
                        () ->
                                newVm("-accel", "tcg", "-nodefaults", "-S")
                                        .setMachine("s390-ccw-virtio")
                                        .addArgs(args)
                                        .launch());
        assertTrue(refused.output().contains(reason), refused::output);
    }

    private void assertNotSupported(String reason, String command, Map<String, ?> arguments) {
        QmpCommandException refused =
                assertThrows(QmpCommandException.class, () -> vm().cmd(command, arguments));
        if (!refused.errorClass().equals("CommandNotFound")) {
            assertEquals(reason, refused.description());
        }
    }
}
