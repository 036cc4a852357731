package org.qemu.functional.qtest.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.QemuMachine;

/** Give a machine firmware with an idle loop, so that it can run without disturbing a test. */
final class ParkedCpu {
    /**
     * The size that a PC maps below 4 GiB and 1 MiB, with the reset vector 16 bytes before its end.
     */
    private static final int PC_FIRMWARE = 1 << 16;

    /** cli; hlt; jmp to the first. */
    private static final byte[] PC_CODE = {(byte) 0xfa, (byte) 0xf4, (byte) 0xeb, (byte) 0xfc};

    /**
     * The size of the image that sPAPR loads at address 0: larger than the area of interrupt
     * vectors.
     */
    private static final int PSERIES_FIRMWARE = 1 << 13;

    /**
     * The code at each interrupt vector: lis r3,0x7fff; mtdec r3, so that no timer fires soon; li
     * r3,H_CEDE; sc 1, which sleeps until one does; b to the first; nop.
     */
    private static final int[] PSERIES_CODE = {
        0x3c607fff,
        0x7c7603a6,
        0x386000e0,
        0x44000022,
        0x4bfffff0,
        0x60000000,
        0x60000000,
        0x60000000
    };

    private ParkedCpu() {}

    /**
     * Add the arguments that park the CPUs.
     *
     * @throws TestAbortedException if this is not supported for the target
     */
    static void park(QemuMachine vm) {
        switch (vm.binary().arch()) {
            case "x86_64", "i386" -> vm.addArgs("-bios", write(vm, pcFirmware()));
            case "aarch64", "arm" -> vm.addArgs("-global", "cpu.start-powered-off=on");
            case "ppc64" -> {
                if (vm.command().stream().noneMatch(word -> word.startsWith("pseries"))) {
                    throw cannot(vm);
                }
                vm.addArgs("-bios", write(vm, pseriesFirmware()));
            }
            default -> throw cannot(vm);
        }
    }

    private static TestAbortedException cannot(QemuMachine vm) {
        return new TestAbortedException(
                "%s has no accelerator 'qtest', and parking a running CPU is not supported on this machine of %s"
                        .formatted(vm.binary(), vm.binary().arch()));
    }

    private static byte[] pcFirmware() {
        byte[] firmware = new byte[PC_FIRMWARE];
        Arrays.fill(firmware, (byte) 0xf4);
        System.arraycopy(PC_CODE, 0, firmware, firmware.length - 16, PC_CODE.length);
        return firmware;
    }

    private static byte[] pseriesFirmware() {
        ByteBuffer firmware = ByteBuffer.allocate(PSERIES_FIRMWARE);
        while (firmware.hasRemaining()) {
            Arrays.stream(PSERIES_CODE).forEach(firmware::putInt);
        }
        return firmware.array();
    }

    private static Path write(QemuMachine vm, byte[] firmware) {
        Path file = vm.outputLog().resolveSibling("parked-" + vm.name() + ".bin");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, firmware);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write firmware to '%s'".formatted(file), e);
        }
    }
}
