package org.qemu.functional.tests.hexagon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/**
 * Runs a program of a few instructions instead of a firmware, which prints the alphabet on the
 * PL011 of the machine {@code virt}. No package of Debian has a program for this target.
 */
class UartTest extends QemuSystemTest {
    /** In packets: one or two instructions that run at once. LLVM's assembler made them. */
    private static final int[] ALPHABET = {
        0x01004000,
        0x7800c000, // r0 = ##0x10000000: the PL011
        0x7800c821, // r1 = #65
        0xa100c100, // next: memb(r0+#0) = r1
        0xb001c021, // r1 = add(r1,#1)
        0x7501cb60, // p0 = cmp.eq(r1,#91)
        0x5cffe0fa, // if (!p0) jump:nt next
        0x5800c000, // end: jump end
    };

    @Test
    void printsTheAlphabet() throws IOException {
        setMachine("virt");
        ByteBuffer program =
                ByteBuffer.allocate(Integer.BYTES * ALPHABET.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : ALPHABET) {
            program.putInt(word);
        }
        Path file = Files.write(scratchFile("program"), program.array());
        vm().addArgs("-nodefaults", "-bios", file);
        vm().setConsole();
        vm().launch();
        waitForConsolePattern("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    }
}
