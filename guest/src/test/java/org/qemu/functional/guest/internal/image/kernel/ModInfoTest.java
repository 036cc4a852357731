package org.qemu.functional.guest.internal.image.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModInfoTest {
    private static final String STRINGS =
            "license=GPL\0depends=virtio_ring,ne2k-pci\0softdep=pre: crc32c a-b post: later\0alias=x\0alias=y\0";

    /**
     * Return a minimal file with the section: an ELF header, three section headers, and their
     * content.
     */
    private static ByteBuffer elf(boolean wide, ByteOrder order, String section) {
        byte[] names = "\0.modinfo\0.other\0".getBytes(US_ASCII);
        byte[] strings = STRINGS.getBytes(US_ASCII);
        int size = wide ? 64 : 40;
        ByteBuffer elf = ByteBuffer.allocate(64 + 3 * size + names.length + strings.length);
        elf.putInt(0, 0x7f454c46).put(4, (byte) (wide ? 2 : 1));
        elf.put(5, (byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1)).order(order);
        if (wide) {
            elf.putLong(0x28, 64);
        } else {
            elf.putInt(0x20, 64);
        }
        int counts = wide ? 0x3a : 0x2e;
        elf.putShort(counts, (short) size).putShort(counts + 2, (short) 3);
        elf.putShort(counts + 4, (short) 1);
        int namesAt = 64 + 3 * size;
        header(elf, wide, 64 + size, 0, namesAt, names.length);
        int name = section.equals(".modinfo") ? 1 : 10;
        header(elf, wide, 64 + 2 * size, name, namesAt + names.length, strings.length);
        elf.put(namesAt, names).put(namesAt + names.length, strings);
        return elf;
    }

    private static void header(
            ByteBuffer elf, boolean wide, int at, int name, int place, int size) {
        elf.putInt(at, name);
        if (wide) {
            elf.putLong(at + 0x18, place).putLong(at + 0x20, size);
        } else {
            elf.putInt(at + 0x10, place).putInt(at + 0x14, size);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void readsModulesOfAnyWordSizeAndByteOrder(boolean wide, boolean big) {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ModInfo info = ModInfo.of(elf(wide, order, ".modinfo"));
        assertThat(info.depends()).containsExactly("virtio_ring", "ne2k_pci");
        assertThat(info.softDependencies()).containsExactly("crc32c", "a_b");
        assertThat(info.values("alias")).containsExactly("x", "y");
        assertThat(info.values("licens")).isEmpty();
    }

    @Test
    void refusesWhatIsNoModule() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModInfo.of(ByteBuffer.allocate(100)))
                .withMessageContaining("not an ELF file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModInfo.of(elf(true, ByteOrder.LITTLE_ENDIAN, ".other")))
                .withMessageContaining(".modinfo");
        ByteBuffer cut = elf(true, ByteOrder.LITTLE_ENDIAN, ".modinfo").limit(100);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModInfo.of(cut.slice()))
                .withMessageContaining("truncated");
    }
}
