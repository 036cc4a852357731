package org.qemu.functional.tests.aarch64;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LaunchRequirement;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.condition.SkipIfMissingCommands;
import org.qemu.functional.tests.HostProgram;

/**
 * Proves that a TCG plug-in, which is compiled from {@code instructions.c}, counts each instruction
 * of a program exactly once.
 */
@SkipIfMissingCommands("gcc")
@Resources(cores = 4)
class TcgPluginCountTest extends QemuSystemTest {
    private static final int ROUNDS = 1000;

    /** A loop of two instructions, and PSCI's SYSTEM_OFF by a hypervisor call. */
    private static final int[] PROGRAM = {
        0xd2800001 | ROUNDS << 5, // mov x1, #ROUNDS
        0xf1000421, // subs x1, x1, #1
        0x54ffffe1, // b.ne to subs
        0x52b08000, // mov w0, #0x84000000
        0x72800100, // movk w0, #8
        0xd4000002, // hvc #0
    };

    private static final int EXECUTED = 2 * ROUNDS + 4;

    @Test
    void countsEachInstructionOnce() throws IOException {
        counts();
    }

    @Test
    void countsEachInstructionOnceWhenTheyAreTheClock() throws IOException {
        counts("-icount", "shift=1");
    }

    @Test
    void countsOnSeveralCpus() throws IOException {
        // The other CPUs stay off.
        counts("-smp", "4", "-accel", "tcg,thread=multi");
    }

    private void counts(Object... arguments) throws IOException {
        requireAccelerator("tcg");
        setMachine("virt");
        setCpu("cortex-a53");
        Path log = logFile("plugin.log");
        // The program ends before a monitor could connect to a QEMU that neither waits nor stays.
        vm().addArgs("-nodefaults", "-S", "-no-shutdown");
        vm().addArgs("-plugin", compile(), "-d", "plugin", "-D", log);
        vm().addArgs(
                        "-device",
                        "loader,file=%s,addr=0x40200000,cpu-num=0,force-raw=on"
                                .formatted(program()));
        vm().addArgs(arguments);
        LaunchRequirement.launchWithPlugins(vm());
        vm().cmd("cont");
        vm().eventWait("SHUTDOWN");
        vm().shutdown();
        assertEquals("counted " + EXECUTED + " instructions\n", Files.readString(log, US_ASCII));
    }

    private Path program() throws IOException {
        ByteBuffer code =
                ByteBuffer.allocate(PROGRAM.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        code.asIntBuffer().put(PROGRAM);
        return Files.write(scratchFile("program.bin"), code.array());
    }

    private Path compile() throws IOException {
        Path source = scratchFile("instructions.c");
        try (InputStream in = HostProgram.class.getResourceAsStream("instructions.c")) {
            Files.copy(Objects.requireNonNull(in), source);
        }
        Path plugin = scratchFile("instructions.so");
        HostProgram.run("gcc", "-O1", "-shared", "-fPIC", "-DAPI=" + api(), "-o", plugin, source);
        return plugin;
    }

    /** Return a version of the plug-in API that this QEMU accepts. */
    private int api() {
        if (qemuBinary().isAtLeast("11.1")) {
            return 7;
        }
        return qemuBinary().isAtLeast("9.0") ? 2 : 1;
    }
}
