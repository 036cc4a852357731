package org.qemu.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.replay.internal.ReplayLog;

/** Extend this to record the boot of a kernel and to replay the complete recording. */
public abstract class ReplayKernelBase extends LinuxKernelTest {
    /** The start of the kernel command lines of replay tests. */
    public static final String REPLAY_KERNEL_COMMAND_LINE = "printk.time=1 panic=-1 ";

    private static final int DEFAULT_SHIFT = 7;
    private static final Duration REPLAY_EXIT = Duration.ofMinutes(1);

    /**
     * Record and replay with one instruction per 2^7 ns: see {@link #runRr(Path, String, String,
     * int, Object...)}.
     */
    public void runRr(Path kernel, String commandLine, String pattern) {
        runRr(kernel, commandLine, pattern, DEFAULT_SHIFT);
    }

    /**
     * Boot a kernel until it prints a pattern, recording all nondeterministic input. Then boot it
     * again from the recording alone, until the same pattern and the end of the recording. The
     * recording must consist of complete events.
     *
     * @param shift each instruction takes 2^shift ns of guest time
     * @param args further arguments for QEMU in both runs
     */
    public void runRr(Path kernel, String commandLine, String pattern, int shift, Object... args) {
        runRr(shift, pattern, withKernel(kernel, commandLine, args));
    }

    private static Object[] withKernel(Path kernel, String commandLine, Object... args) {
        Object[] all = new Object[args.length + 4];
        System.arraycopy(new Object[] {"-kernel", kernel, "-append", commandLine}, 0, all, 0, 4);
        System.arraycopy(args, 0, all, 4, args.length);
        return all;
    }

    /**
     * Record and replay a machine with arbitrary arguments.
     *
     * @param shift each instruction takes 2^shift ns of guest time
     */
    public void runRr(int shift, String pattern, Object... args) {
        requireAccelerator("tcg");
        Path log = scratchFile("replay.bin");
        long recording = run("record", "recording", shift, log, pattern, args);
        ReplayLog record = check(log);
        TestSession.LOG.info(
                "recorded {} events and {} instructions in {} ms{}",
                record.events(),
                record.instructions(),
                recording,
                record.complete() ? "" : ", checked up to the first user input");
        long replay = run("replay", "replay", shift, log, pattern, args);
        TestSession.LOG.info(
                "replayed in {} ms, {} % of the recording", replay, 100 * replay / recording);
    }

    /** Read the recording as QEMU's replay-dump.py does: all of it must consist of valid events. */
    private static ReplayLog check(Path log) {
        try {
            return ReplayLog.read(log);
        } catch (IOException e) {
            throw new UncheckedIOException("no recording in '%s'".formatted(log), e);
        }
    }

    private long run(
            String mode, String name, int shift, Path log, String pattern, Object... args) {
        long start = System.nanoTime();
        QemuMachine vm = vm(name);
        vm.setConsole();
        vm.addArgs("-icount", "shift=%d,rr=%s,rrfile=%s".formatted(shift, mode, log));
        vm.addArgs("-net", "none", "-no-reboot");
        vm.addArgs(args);
        vm.launch();
        waitForConsolePattern(pattern, vm);
        if (mode.equals("record")) {
            vm.shutdown();
        } else {
            vm.waitForExit(REPLAY_EXIT);
        }
        return Math.max(1, Duration.ofNanos(System.nanoTime() - start).toMillis());
    }
}
