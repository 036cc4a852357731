package org.qemu.functional.guest.internal.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Write an empty qcow2 image, as an overlay or for a machine's state. This takes a tenth of a
 * millisecond, compared with 30 ms for {@code qemu-img}. The format follows docs/interop/qcow2.txt
 * of QEMU: version 3, clusters of 64 KiB; the header, a refcount table, a refcount block, an L1
 * table.
 */
public final class Qcow2Image {
    private static final int MAGIC = 'Q' << 24 | 'F' << 16 | 'I' << 8 | 0xfb;
    private static final int CLUSTER_BITS = 16;
    private static final int CLUSTER = 1 << CLUSTER_BITS;
    private static final int HEADER = 104;
    private static final int SIZE_OFFSET = 24;
    private static final int BACKING_FORMAT = 0xe2792aca;
    private static final int REFCOUNT_ORDER = 4;
    private static final int BACKING_NAME_LIMIT = 1023;

    /**
     * The number of bytes that one L2 table maps: a cluster of entries of 8 bytes, each for one
     * cluster.
     */
    private static final long PER_L1_ENTRY = (long) CLUSTER / Long.BYTES * CLUSTER;

    private Qcow2Image() {}

    /**
     * Create an overlay over another image.
     *
     * @param format the format of the backing file: {@code raw} or {@code qcow2}
     * @throws IOException if the backing file cannot be read or has another format, or the overlay
     *     cannot be written
     */
    static void createOverlay(Path base, String format, Path overlay) throws IOException {
        byte[] name = base.toAbsolutePath().toString().getBytes(UTF_8);
        if (name.length > BACKING_NAME_LIMIT) {
            throw new IOException("the path is longer than %d bytes".formatted(BACKING_NAME_LIMIT));
        }
        write(virtualSize(base, format), name, format.getBytes(UTF_8), overlay);
    }

    /**
     * Create an image of zeros.
     *
     * @param size in bytes
     */
    public static void create(long size, Path image) throws IOException {
        write(size, new byte[0], new byte[0], image);
    }

    private static void write(long size, byte[] base, byte[] format, Path target)
            throws IOException {
        long entries = (size + PER_L1_ENTRY - 1) / PER_L1_ENTRY;
        int l1Clusters = Math.max(1, (int) ((entries * Long.BYTES + CLUSTER - 1) / CLUSTER));
        int clusters = 3 + l1Clusters;
        ByteBuffer image = ByteBuffer.allocate(clusters * CLUSTER);
        int extension = format.length == 0 ? 0 : Integer.BYTES * 2 + (format.length + 7) / 8 * 8;
        int nameAt = base.length == 0 ? 0 : HEADER + extension + Long.BYTES;
        image.putInt(MAGIC).putInt(3);
        image.putLong(nameAt).putInt(base.length);
        image.putInt(CLUSTER_BITS).putLong(size).putInt(0); // not encrypted
        image.putInt((int) entries).putLong(3L * CLUSTER); // L1
        image.putLong(CLUSTER).putInt(1); // refcount table: one cluster
        image.putInt(0).putLong(0); // snapshots
        image.putLong(0).putLong(0).putLong(0); // features
        image.putInt(REFCOUNT_ORDER).putInt(HEADER);
        if (base.length > 0) {
            image.putInt(BACKING_FORMAT).putInt(format.length).put(format);
            image.position(nameAt).put(base);
        }
        image.putLong(CLUSTER, 2L * CLUSTER); // the refcount block
        for (int i = 0; i < clusters; i++) {
            image.putShort(2 * CLUSTER + i * Short.BYTES, (short) 1);
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        try (FileChannel channel =
                FileChannel.open(
                        target,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            image.rewind();
            while (image.hasRemaining()) {
                channel.write(image);
            }
        }
    }

    private static long virtualSize(Path base, String format) throws IOException {
        return switch (format) {
            case "raw" -> Files.size(base);
            case "qcow2" -> {
                try (FileChannel channel = FileChannel.open(base)) {
                    ByteBuffer header = ByteBuffer.allocate(HEADER);
                    while (header.hasRemaining() && channel.read(header) > 0) {}
                    if (header.position() < HEADER || header.getInt(0) != MAGIC) {
                        throw new IOException("it is not a qcow2 image");
                    }
                    yield header.getLong(SIZE_OFFSET);
                }
            }
            default ->
                    throw new IOException(
                            "cannot clone a disk of format '%s'; use raw or qcow2"
                                    .formatted(format));
        };
    }
}
