package org.qemu.functional.tests.qtest.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.storage.SdCard;
import org.qemu.functional.qtest.qos.storage.Sdhci;

/** SDHCI controllers in the memory of Arm boards. */
class SdhciBoardTest extends QemuSystemTest {
    private static final int IMAGE = 8 << 20;

    /**
     * Boards with the values from the data sheets of their chips, which QEMU's sources quote. For
     * sabrelite, whose controller deviates from the standard, and raspi2b, whose card is at another
     * controller until firmware changes that, only registers are tested.
     */
    private enum Board {
        SABRELITE("sabrelite", 0x0219_0000L, 3, 0x057834b4L, 0),
        RASPI2B("raspi2b", 0x3f30_0000L, 3, 0x052134b4L, 0),
        SMDKC210("smdkc210", 0x1251_0000L, 2, 0x05e80080L, 0),
        XILINX_ZYNQ_A9("xilinx-zynq-a9", 0xe010_0000L, 2, 0x69ec0080L, 0),
        XLNX_ZCU102("xlnx-zcu102", 0xff16_0000L, 3, 0x37ec6481L, 0x2807);

        private final String machine;
        private final long address;
        private final int version;
        private final long capabilities;
        private final long capabilitiesHigh;

        Board(String machine, long address, int version, long low, long high) {
            this.machine = machine;
            this.address = address;
            this.version = version;
            this.capabilities = low;
            this.capabilitiesHigh = high;
        }

        Sdhci open(QTest qtest) {
            Region memory = qtest.memory(ByteOrder.LITTLE_ENDIAN);
            return Sdhci.at(memory.at(address, "SDHCI"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsItsVersionAndCapabilities(Board board) {
        setMachine(board.machine);
        Sdhci sdhci = board.open(QTest.launch(vm()));
        sdhci.version().expect(0xff, board.version - 1);
        sdhci.capabilities().expect(board.capabilities);
        sdhci.capabilitiesHigh().expect(board.capabilitiesHigh);
        sdhci.capabilities().write(~board.capabilities);
        sdhci.capabilitiesHigh().write(~board.capabilitiesHigh);
        sdhci.capabilities().expect(board.capabilities);
        sdhci.capabilitiesHigh().expect(board.capabilitiesHigh);
    }

    @ParameterizedTest
    @EnumSource
    void resets(Board board) {
        setMachine(board.machine);
        Sdhci sdhci = board.open(QTest.launch(vm()));
        sdhci.argument().writeAndExpect(0x12345678L);
        sdhci.reset().write(Sdhci.RESET_ALL);
        sdhci.argument().expect(0);
        sdhci.capabilities().expect(board.capabilities);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SABRELITE", "RASPI2B"})
    void readsWhatIsInTheImage(Board board) throws IOException {
        setMachine(board.machine);
        byte[] content = new byte[4 * SdCard.BLOCK];
        new Random(5).nextBytes(content);
        Path image = scratchFile("card.img");
        Files.createDirectories(image.getParent());
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE);
            file.seek(7L * SdCard.BLOCK);
            file.write(content);
        }
        vm().addArgs("-drive", "if=sd,format=raw,file=" + image);
        SdCard card = SdCard.start(board.open(QTest.launch(vm())));
        assertEquals(IMAGE, card.capacity());
        assertArrayEquals(content, card.read(7, 4));
        assertArrayEquals(new byte[SdCard.BLOCK], card.read(6, 1));
    }
}
