package org.qemu.functional.tests.riscv64;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program for a bare RV64 machine, encoded instruction by instruction as in volume I of the
 * RISC-V manual. Instructions are little-endian even if data is big-endian.
 */
final class RiscvProgram {
    /** Registers by their number: {@code x0} is always zero. */
    static final int ZERO = 0;

    static final int T0 = 5;
    static final int T1 = 6;
    static final int T2 = 7;
    static final int A0 = 10;
    static final int A1 = 11;

    private final List<Integer> words = new ArrayList<>();

    /** Load the upper 20 bits of a register, and clear the others. */
    RiscvProgram lui(int register, int upper) {
        return word(upper << 12 | register << 7 | 0x37);
    }

    /** Load the address of this instruction, plus 4096 times a number. */
    RiscvProgram auipc(int register, int upper) {
        return word(upper << 12 | register << 7 | 0x17);
    }

    /** Add a constant of 12 bits. */
    RiscvProgram addi(int register, int source, int constant) {
        return immediate(constant, source, 0, register, 0x13);
    }

    /** Compute the bitwise AND with a constant of 12 bits. */
    RiscvProgram andi(int register, int source, int constant) {
        return immediate(constant, source, 7, register, 0x13);
    }

    /** Load a byte without its sign. */
    RiscvProgram lbu(int register, int offset, int base) {
        return immediate(offset, base, 4, register, 0x03);
    }

    /** Store a byte. */
    RiscvProgram sb(int register, int offset, int base) {
        return store(register, offset, base, 0);
    }

    /** Store 4 bytes. */
    RiscvProgram sw(int register, int offset, int base) {
        return store(register, offset, base, 2);
    }

    /** Jump if two registers are equal, by a number of instructions. */
    RiscvProgram beq(int one, int other, int instructions) {
        int offset = 4 * instructions;
        return word(
                (offset >> 12 & 1) << 31
                        | (offset >> 5 & 0x3f) << 25
                        | other << 20
                        | one << 15
                        | (offset >> 1 & 0xf) << 8
                        | (offset >> 11 & 1) << 7
                        | 0x63);
    }

    /** Call QEMU's semihosting: three instructions that mean nothing else in this order. */
    RiscvProgram semihost() {
        return word(0x01f01013).word(0x00100073).word(0x40705013);
    }

    /** Stop here. */
    RiscvProgram halt() {
        return word(0x0000006f);
    }

    /** Store the character in {@link #A0} in the data register of a 16550 when it is empty. */
    RiscvProgram send(int uart) {
        return lbu(A1, 5, uart).andi(A1, A1, 0x20).beq(A1, ZERO, -2).sb(A0, 0, uart);
    }

    /** Send a text. */
    RiscvProgram print(String text, int uart) {
        text.chars().forEach(character -> addi(A0, ZERO, character).send(uart));
        return this;
    }

    /** Append a text and the zero byte at its end, without executing it. */
    RiscvProgram text(String text) {
        byte[] bytes = (text + "\0\0\0\0").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.remaining() >= Integer.BYTES) {
            word(buffer.getInt());
        }
        return this;
    }

    /** Write the program and return its file. */
    Path write(Path file) {
        ByteBuffer buffer =
                ByteBuffer.allocate(Integer.BYTES * words.size()).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(buffer::putInt);
        try {
            return Files.write(file, buffer.array());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the program '%s'".formatted(file), e);
        }
    }

    private RiscvProgram immediate(int constant, int source, int kind, int register, int opcode) {
        return word(constant << 20 | source << 15 | kind << 12 | register << 7 | opcode);
    }

    private RiscvProgram store(int register, int offset, int base, int width) {
        return word(
                (offset >> 5 & 0x7f) << 25
                        | register << 20
                        | base << 15
                        | width << 12
                        | (offset & 0x1f) << 7
                        | 0x23);
    }

    private RiscvProgram word(int word) {
        words.add(word);
        return this;
    }
}
