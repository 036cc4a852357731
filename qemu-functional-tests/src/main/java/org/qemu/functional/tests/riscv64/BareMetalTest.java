package org.qemu.functional.tests.riscv64;

import static org.qemu.functional.tests.riscv64.RiscvProgram.A0;
import static org.qemu.functional.tests.riscv64.RiscvProgram.A1;
import static org.qemu.functional.tests.riscv64.RiscvProgram.T0;
import static org.qemu.functional.tests.riscv64.RiscvProgram.T1;
import static org.qemu.functional.tests.riscv64.RiscvProgram.T2;
import static org.qemu.functional.tests.riscv64.RiscvProgram.ZERO;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/**
 * Runs programs of a few instructions without firmware: one looks at the order of the bytes of a
 * word, one prints by semihosting.
 */
class BareMetalTest extends QemuSystemTest {
    /** The first address of the memory, where the machine starts without firmware. */
    private static final String START = "0x80000000";

    @BeforeEach
    void setMachine() {
        setMachine("virt");
    }

    @Test
    void storesTheLowestByteFirst() {
        printsByteOrder();
        waitForConsolePattern("first byte: 1.");
    }

    @Test
    void storesTheHighestByteFirstIfBigEndian() {
        requireVersion("11.1", "has no big-endian RISC-V CPU");
        vm().addArgs("-cpu", "rv64,big-endian=on");
        printsByteOrder();
        waitForConsolePattern("first byte: 0.");
    }

    @Test
    void printsOnTheSemihostingConsole() {
        RiscvProgram program =
                new RiscvProgram()
                        .auipc(A1, 0)
                        .addi(A1, A1, 7 * Integer.BYTES)
                        .addi(A0, ZERO, 4) // SYS_WRITE0: a text that ends with a zero byte
                        .semihost()
                        .halt()
                        .text("greetings from the guest");
        vm().setSemihostingConsole();
        launch(program);
        waitForConsolePattern("greetings from the guest");
    }

    /** Print the first byte of a word that is 1. */
    private void printsByteOrder() {
        RiscvProgram program =
                new RiscvProgram()
                        .lui(T0, 0x10000) // the 16550 of virt
                        .auipc(T1, 1) // a free page
                        .addi(T2, ZERO, 1)
                        .sw(T2, 0, T1)
                        .lbu(T2, 0, T1)
                        .print("first byte: ", T0)
                        .addi(A0, T2, '0')
                        .send(T0)
                        .print(".\n", T0)
                        .halt();
        vm().setConsole();
        launch(program);
    }

    private void launch(RiscvProgram program) {
        vm().addArgs("-nodefaults", "-bios", "none");
        vm().addArgs(
                        "-device",
                        "loader,addr="
                                + START
                                + ",force-raw=on,file="
                                + program.write(scratchFile("program")));
        vm().launch();
    }
}
