package org.qemu.functional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.qemu.functional.gdb.GdbRemote;
import org.qemu.functional.machine.QemuMachine;

/**
 * Extend this to record the first instructions of a machine and to step through them forwards and
 * backwards in a replay.
 */
public abstract class ReverseDebuggingTest extends LinuxKernelTest {
    private static final int STEPS = 10;
    private static final int DEFAULT_SHIFT = 7;

    /**
     * Run the test with one instruction per 2^7 ns: see {@link #reverseDebugging(int, Object...)}.
     */
    public void reverseDebugging() {
        reverseDebugging(DEFAULT_SHIFT);
    }

    /**
     * Record instructions. In the replay, step ten instructions forwards, the same ones backwards
     * and forwards again, continue to the end, and continue backwards to a breakpoint.
     *
     * @param shift each instruction takes 2^shift ns of guest time
     * @param args further arguments for QEMU
     */
    public void reverseDebugging(int shift, Object... args) {
        requireAccelerator("tcg");
        Path disk = qemuImg().create("qcow2", scratchFile("disk.qcow2"), "128M");
        Path log = scratchFile("replay.bin");

        long last = record(shift, disk, log, args);
        Path socket = socketDir().resolve("gdb");
        QemuMachine vm = vm("replay");
        vm.addArgs("-gdb", "unix:path=" + socket + ",server=on,wait=off", "-S");
        prepare(vm, "replay", shift, disk, log, args);
        vm.launch();
        try (GdbRemote gdb = GdbRemote.connect(socket)) {
            goBackAndForth(gdb, vm, last);
        }
        vm.shutdown();
    }

    private void prepare(
            QemuMachine vm, String mode, int shift, Path disk, Path log, Object... args) {
        vm.setConsole();
        vm.addArgs(
                "-icount", "shift=%d,rr=%s,rrfile=%s,rrsnapshot=init".formatted(shift, mode, log));
        vm.addArgs("-net", "none", "-drive", "file=" + disk + ",if=none");
        vm.addArgs(args);
    }

    /** Record some instructions and return their number. */
    private long record(int shift, Path disk, Path log, Object... args) {
        Path socket = socketDir().resolve("gdb-record");
        QemuMachine vm = vm("record");
        vm.addArgs("-gdb", "unix:path=" + socket + ",server=on,wait=off", "-S");
        prepare(vm, "record", shift, disk, log, args);
        vm.launch();
        try (GdbRemote gdb = GdbRemote.connect(socket)) {
            // Step rather than continue, since the time that so many instructions take is unknown.
            for (int i = 0; i < 3 * STEPS; i++) {
                gdb.step();
            }
        }
        vm.cmd("stop");
        long last = icount(vm);
        assertTrue(last > STEPS, () -> "only " + last + " instructions were recorded");
        vm.shutdown();
        TestSession.LOG.info("recorded {} instructions", last);
        return last;
    }

    private static long icount(QemuMachine vm) {
        return vm.cmd("query-replay").path("icount").asLong();
    }

    private void goBackAndForth(GdbRemote gdb, QemuMachine vm, long last) {
        assertTrue(gdb.supports("ReverseStep"), "the gdbstub does not support reverse steps");
        assertTrue(
                gdb.supports("ReverseContinue"), "the gdbstub does not support reverse execution");
        List<Long> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            steps.add(gdb.pc());
            gdb.step();
        }
        TestSession.LOG.info("steps: {}", hex(steps));

        List<Long> back = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            gdb.reverseStep();
            back.add(gdb.pc());
        }
        Collections.reverse(back);
        assertEquals(hex(steps), hex(back), "the program counters, stepping back");

        List<Long> again = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            again.add(gdb.pc());
            gdb.step();
        }
        assertEquals(hex(steps), hex(again), "the program counters, stepping forwards again");

        steps.stream().distinct().forEach(gdb::insertBreakpoint);
        vm.cmd("replay-break", "icount", last - 1);
        gdb.continueUntilStop();
        TestSession.LOG.info("stopped at instruction {} of {}", icount(vm), last);

        gdb.reverseContinue();
        assertEquals(
                "0x%x".formatted(steps.get(STEPS - 1)),
                "0x%x".formatted(gdb.pc()),
                "the program counter, running back to the last breakpoint");
    }

    private static List<String> hex(List<Long> addresses) {
        return addresses.stream().map("0x%x"::formatted).toList();
    }
}
