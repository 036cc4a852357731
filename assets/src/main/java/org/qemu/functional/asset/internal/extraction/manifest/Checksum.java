package org.qemu.functional.asset.internal.extraction.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Computes CRC-32C, for which processors have an instruction; it protects against accidents only.
 */
final class Checksum {
    private static final int CHUNK = 256 << 10;

    private Checksum() {}

    static int ofFile(Path file, long size) throws IOException {
        CRC32C crc = new CRC32C();
        // The kernel reads directly into a direct buffer, but allocating one is too slow for a
        // small file.
        ByteBuffer chunk =
                size < CHUNK
                        ? ByteBuffer.allocate((int) size + 1)
                        : ByteBuffer.allocateDirect(CHUNK);
        try (FileChannel in = FileChannel.open(file)) {
            while (in.read(chunk) >= 0) {
                crc.update(chunk.flip());
                chunk.clear();
            }
        }
        return (int) crc.getValue();
    }

    static int ofLink(Path link) throws IOException {
        byte[] target = Files.readSymbolicLink(link).toString().getBytes(StandardCharsets.UTF_8);
        return of(target, target.length);
    }

    static int of(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
