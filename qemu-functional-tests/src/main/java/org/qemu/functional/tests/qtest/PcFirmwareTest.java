package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.QTest;

/** The location of a PC's firmware: below 4 GiB, with its last part also below 1 MiB. */
class PcFirmwareTest extends QemuSystemTest {
    private static final long TOP = 1L << 32;
    private static final int ISA_TOP = 1 << 20;
    private static final int ISA_MOST = 128 << 10;

    @ParameterizedTest
    @CsvSource({"pc, 64", "pc, 256", "q35, 64", "q35, 256"})
    void mapsABiosBelow4GiBAndBelow1MiB(String machine, int kilobytes) throws IOException {
        byte[] firmware = firmware(kilobytes);
        setMachine(machine);
        vm().addArgs("-nodefaults", "-bios", write(firmware));
        QTest qtest = expectMapped(firmware);
        qtest.memset(TOP - firmware.length, firmware.length, 0);
        expectMapped(firmware, qtest);
    }

    @ParameterizedTest
    @CsvSource({"pc, 64", "pc, 256", "q35, 64", "q35, 256"})
    void mapsAFlashBelow4GiBAndBelow1MiB(String machine, int kilobytes) throws IOException {
        byte[] firmware = firmware(kilobytes);
        setMachine(machine);
        vm().addArgs(
                        "-nodefaults",
                        "-drive",
                        "if=pflash,format=raw,readonly=on,file=" + write(firmware));
        expectMapped(firmware);
    }

    private static byte[] firmware(int kilobytes) {
        byte[] firmware = new byte[kilobytes << 10];
        new Random(kilobytes).nextBytes(firmware);
        return firmware;
    }

    private Path write(byte[] firmware) throws IOException {
        return Files.write(scratchFile("firmware.bin"), firmware);
    }

    private QTest expectMapped(byte[] firmware) {
        QTest qtest = QTest.launch(vm());
        expectMapped(firmware, qtest);
        return qtest;
    }

    private static void expectMapped(byte[] firmware, QTest qtest) {
        int size = firmware.length;
        assertArrayEquals(firmware, qtest.bufread(TOP - size, size), "below 4 GiB");
        int last = Math.min(size, ISA_MOST);
        assertArrayEquals(
                Arrays.copyOfRange(firmware, size - last, size),
                qtest.bufread(ISA_TOP - last, last),
                "below 1 MiB");
    }
}
