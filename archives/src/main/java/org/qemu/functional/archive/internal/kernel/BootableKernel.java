package org.qemu.functional.archive.internal.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.qemu.functional.archive.Archives;

/**
 * Make kernels start faster. An x86 kernel decompresses itself, which takes seconds for a guest
 * under TCG and a fraction of one for this host. The result is an ELF file that QEMU starts by the
 * PVH protocol. The offsets are documented in the kernel's Documentation/arch/x86/boot.rst.
 */
public final class BootableKernel {
    private static final int MAGIC_AT = 0x202;
    private static final int MAGIC = 0x53726448; // "HdrS"
    private static final int SECTORS_AT = 0x1f1;
    private static final int SECTOR = 512;
    private static final int OFFSET_AT = 0x248;
    private static final int LENGTH_AT = 0x24c;
    private static final int HEADER_END = LENGTH_AT + Integer.BYTES;

    /** The size of the field after the compressed data that has the uncompressed size. */
    private static final int SIZE_FIELD = 4;

    /** The first bytes of compressed data, in hex, and the name of its format. */
    private static final Map<String, String> FORMATS =
            Map.of("fd377a585a00", "xz", "28b52ffd", "zstd", "1f8b08", "gz", "425a68", "bz2");

    private BootableKernel() {}

    /**
     * Extract the ELF file of a packaged kernel, if it is one for x86 that QEMU can start as such.
     *
     * @return whether {@code elf} was written
     */
    public static boolean extract(Path packaged, Path elf) throws IOException {
        Optional<ByteBuffer> payload = payload(packaged);
        String format = payload.map(BootableKernel::format).orElse("");
        if (format.isEmpty()) {
            return false;
        }
        ByteBuffer data = payload.get();
        if (!format.equals("gz")) { // whose own last bytes are the size
            data.limit(data.limit() - SIZE_FIELD);
        }
        Path compressed = elf.resolveSibling(elf.getFileName() + ".payload");
        try {
            try (OutputStream file = Files.newOutputStream(compressed)) {
                file.write(data.array(), data.arrayOffset(), data.limit());
            }
            Archives.uncompress(compressed, format, compressed.toString(), elf);
        } finally {
            Files.deleteIfExists(compressed);
        }
        if (PvhNote.isIn(elf)) {
            return true;
        }
        Files.delete(elf);
        return false;
    }

    /** Return the compressed data of a bzImage with the size after it. */
    private static Optional<ByteBuffer> payload(Path packaged) throws IOException {
        if (Files.size(packaged) <= HEADER_END || Files.size(packaged) > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(packaged);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (header.getInt(MAGIC_AT) != MAGIC) {
            return Optional.empty();
        }
        long start = (bytes[SECTORS_AT] + 1L) * SECTOR + header.getInt(OFFSET_AT);
        long length = header.getInt(LENGTH_AT);
        if (start <= 0 || length <= SIZE_FIELD || start + length > bytes.length) {
            return Optional.empty();
        }
        return Optional.of(ByteBuffer.wrap(bytes, (int) start, (int) length).slice());
    }

    private static String format(ByteBuffer data) {
        byte[] first = new byte[Math.min(data.remaining(), 6)];
        data.get(0, first);
        String hex = HexFormat.of().formatHex(first);
        return FORMATS.entrySet().stream()
                .filter(format -> hex.startsWith(format.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
