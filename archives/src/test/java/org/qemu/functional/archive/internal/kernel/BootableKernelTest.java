package org.qemu.functional.archive.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.archive.ArchiveException;

/** Tests kernels whose payload the real programs have compressed. */
class BootableKernelTest {
    private static final int SETUP = 1024;
    private static final int PADDING = 512;

    @TempDir Path folder;

    private Path kernel() {
        return folder.resolve("vmlinuz");
    }

    private Path elf() {
        return folder.resolve("vmlinux");
    }

    /** Return an ELF file with one segment, which has a note of this type. */
    private static byte[] elf(String name, int type) {
        ByteBuffer elf = ByteBuffer.allocate(5000).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1}).putLong(32, 64);
        elf.putShort(54, (short) 56).putShort(56, (short) 2);
        elf.putInt(64, 1);
        elf.putInt(120, 4).putLong(128, 200).putLong(152, 60);
        elf.putInt(200, 4)
                .putInt(204, 5)
                .putInt(208, 3)
                .put(212, "GNU\0".getBytes(StandardCharsets.US_ASCII));
        byte[] owner = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        elf.putInt(224, owner.length).putInt(228, 8).putInt(232, type).put(236, owner);
        return elf.array();
    }

    private byte[] compressed(byte[] data, String... command) throws Exception {
        Path plain = Files.write(folder.resolve("plain"), data);
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(plain.toFile())
                        .redirectErrorStream(true)
                        .start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as(new String(output, StandardCharsets.ISO_8859_1)).isZero();
        return output;
    }

    private void writeKernel(byte[] payload, int length) throws IOException {
        ByteBuffer image =
                ByteBuffer.allocate(SETUP + PADDING + payload.length + 4 + PADDING)
                        .order(ByteOrder.LITTLE_ENDIAN);
        image.put(0x1f1, (byte) 1).putInt(0x202, 0x53726448);
        image.putInt(0x248, PADDING).putInt(0x24c, length);
        image.put(SETUP + PADDING, payload);
        Files.write(kernel(), image.array());
    }

    @ParameterizedTest
    @CsvSource({"xz -c --check=crc32, 4", "zstd -c, 4", "bzip2 -c, 4", "gzip -nc, 0"})
    void extractsTheElfFileOfACompressedKernel(String command, int sizeField) throws Exception {
        byte[] elf = elf("Xen", 18);
        byte[] payload = compressed(elf, command.split(" "));
        writeKernel(payload, payload.length + sizeField);
        assertThat(BootableKernel.extract(kernel(), elf())).isTrue();
        assertThat(elf()).hasBinaryContent(elf);
        try (var files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("plain", "vmlinuz", "vmlinux");
        }
    }

    @ParameterizedTest
    @CsvSource({"Xen, 17", "Xem, 18", "Xen.., 18"})
    void aKernelWithoutTheNoteStaysAsItIs(String name, int type) throws Exception {
        byte[] payload = compressed(elf(name, type), "xz", "-c");
        writeKernel(payload, payload.length + 4);
        assertThat(BootableKernel.extract(kernel(), elf())).isFalse();
        assertThat(elf()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 1 << 20, Integer.MAX_VALUE, -1})
    void aLengthThatIsWrongIsNoPayload(int length) throws Exception {
        writeKernel("no compressed data".getBytes(StandardCharsets.US_ASCII), length);
        assertThat(BootableKernel.extract(kernel(), elf())).isFalse();
    }

    @Test
    void otherFilesStayAsTheyAre() throws Exception {
        for (byte[] other : new byte[][] {{}, {'M', 'Z'}, new byte[0x24c], new byte[100_000]}) {
            Files.write(kernel(), other);
            assertThat(BootableKernel.extract(kernel(), elf())).isFalse();
        }
    }

    @Test
    void aDamagedPayloadIsToldAndLeavesNothing() throws Exception {
        byte[] payload = compressed(elf("Xen", 18), "xz", "-c");
        payload[payload.length / 2] ^= 1;
        writeKernel(payload, payload.length + 4);
        assertThatThrownBy(() -> BootableKernel.extract(kernel(), elf()))
                .isInstanceOf(ArchiveException.class);
        assertThat(elf()).doesNotExist();
        assertThat(folder.resolve("vmlinux.payload")).doesNotExist();
    }

    @Test
    void sizesInADamagedElfFileAreBounded() throws Exception {
        byte[] elf = elf("Xen", 18);
        for (int at : new int[] {32, 39, 57, 128, 135, 152, 159, 200, 203, 204, 207}) {
            byte[] damaged = elf.clone();
            damaged[at] = (byte) 0xff;
            Files.write(elf(), damaged);
            assertThatCode(() -> PvhNote.isIn(elf())).doesNotThrowAnyException();
        }
        Files.write(elf(), Arrays.copyOf(elf, 100));
        assertThat(PvhNote.isIn(elf())).isFalse();
    }
}
