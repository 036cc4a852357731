package org.qemu.functional.qtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.QemuMachine;

/** Gives a machine firmware that does nothing, so that it can run without disturbing a test. */
final class ParkedCpu {
    /** What a PC maps below 4 GiB and 1 MiB, with its reset vector 16 bytes before the end. */
    private static final int PC_FIRMWARE = 1 << 16;

    /** cli; hlt; jmp to the first. */
    private static final byte[] PC_CODE = {(byte) 0xfa, (byte) 0xf4, (byte) 0xeb, (byte) 0xfc};

    private ParkedCpu() {}

    /**
     * Add what parks the CPUs.
     *
     * @throws TestAbortedException if that is not known for the target
     */
    static void park(QemuMachine vm) {
        switch (vm.binary().arch()) {
            case "x86_64", "i386" -> vm.addArgs("-bios", writePcFirmware(vm));
            case "aarch64", "arm" -> vm.addArgs("-global", "cpu.start-powered-off=on");
            default ->
                    throw new TestAbortedException(
                            "%s has no accelerator 'qtest', and a running CPU cannot be parked on %s"
                                    .formatted(vm.binary(), vm.binary().arch()));
        }
    }

    private static Path writePcFirmware(QemuMachine vm) {
        byte[] firmware = new byte[PC_FIRMWARE];
        Arrays.fill(firmware, (byte) 0xf4);
        System.arraycopy(PC_CODE, 0, firmware, firmware.length - 16, PC_CODE.length);
        Path file = vm.outputLog().resolveSibling("parked-" + vm.name() + ".bin");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, firmware);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write firmware to '%s'".formatted(file), e);
        }
    }
}
