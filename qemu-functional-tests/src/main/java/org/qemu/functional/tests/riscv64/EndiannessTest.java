package org.qemu.functional.tests.riscv64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that a program for a bare machine finds the byte order that the CPU was given. */
class EndiannessTest extends QemuSystemTest {
    static final Asset PROGRAM =
            Asset.of(
                    "https://github.com/MIPS/linux-test-downloads/raw/main/riscvbe-baremetal/be-test-bare-metal.elf",
                    "9ad51b675e101de65908fadbac064ed1d0564c17463715d09dd734db86ea0f58");

    @Test
    void isLittleEndianByDefault() {
        launch();
        waitForConsolePattern("ENDIAN: LE");
    }

    @Test
    void isBigEndianByTheCpusProperty() {
        requireVersion("11.1", "has no big-endian RISC-V CPU");
        launch("-cpu", "rv64,big-endian=on");
        waitForConsolePattern("ENDIAN: BE");
    }

    private void launch(Object... cpu) {
        setMachine("virt");
        Path program = PROGRAM.fetch();
        vm().addArgs("-bios", "none", "-kernel", program);
        vm().addArgs(cpu);
        vm().setConsole();
        vm().launch();
    }
}
