package org.qemu.functional.asset.internal.extraction.manifest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads and writes the file {@code manifest}: a magic number, the bytes on disk, the specification,
 * the boot ID, the number of entries and the entries, all as {@link DataOutputStream} writes them,
 * and the CRC-32C of all that.
 */
public final class ManifestFile {
    public static final String NAME = "manifest";

    private static final long MAGIC = 0x51454d5554455354L;
    private static final int HEAD = 2 * Long.BYTES;

    private ManifestFile() {}

    /** Write the manifest into the folder of an entry atomically, replacing an existing one. */
    public static void write(Path entry, ResultManifest manifest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(MAGIC);
        out.writeLong(manifest.bytes());
        out.writeUTF(manifest.spec());
        out.writeUTF(manifest.boot());
        out.writeInt(manifest.nodes().size());
        for (ManifestEntry node : manifest.nodes()) {
            write(out, node);
        }
        out.writeInt(Checksum.of(bytes.toByteArray(), bytes.size()));
        Path part =
                entry.resolve(
                        NAME + "." + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        try {
            Files.write(part, bytes.toByteArray());
            Files.move(part, entry.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Read the manifest.
     *
     * @throws IOException if there is none or it is corrupt
     */
    public static ResultManifest read(Path entry) throws IOException {
        byte[] bytes = Files.readAllBytes(entry.resolve(NAME));
        int length = bytes.length - Integer.BYTES;
        if (length < HEAD) {
            throw corrupt(entry);
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int expected =
                new DataInputStream(new ByteArrayInputStream(bytes, length, Integer.BYTES))
                        .readInt();
        if (in.readLong() != MAGIC || expected != Checksum.of(bytes, length)) {
            throw corrupt(entry);
        }
        long onDisk = in.readLong();
        String spec = in.readUTF();
        String boot = in.readUTF();
        int count = in.readInt();
        List<ManifestEntry> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(readNode(in));
        }
        return new ResultManifest(spec, onDisk, boot, nodes);
    }

    /** Read only the bytes on disk; return 0 if there is no manifest. */
    public static long bytes(Path entry) {
        try (InputStream file = Files.newInputStream(entry.resolve(NAME))) {
            DataInputStream head =
                    new DataInputStream(new ByteArrayInputStream(file.readNBytes(HEAD)));
            return head.readLong() == MAGIC ? Math.max(0, head.readLong()) : 0;
        } catch (IOException e) {
            return 0; // corrupt, or being removed
        }
    }

    private static IOException corrupt(Path entry) {
        return new IOException("'%s' is corrupt".formatted(entry.resolve(NAME)));
    }

    private static void write(DataOutputStream out, ManifestEntry node) throws IOException {
        FileStat state = node.state();
        out.writeUTF(node.path());
        out.writeInt(state.mode());
        out.writeLong(state.inode());
        out.writeLong(state.size());
        out.writeLong(state.modified());
        out.writeLong(state.changed());
        out.writeInt(node.first());
        out.writeInt(node.checksum());
    }

    private static ManifestEntry readNode(DataInputStream in) throws IOException {
        String path = in.readUTF();
        FileStat state =
                new FileStat(
                        in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
        return new ManifestEntry(path, state, in.readInt(), in.readInt());
    }
}
