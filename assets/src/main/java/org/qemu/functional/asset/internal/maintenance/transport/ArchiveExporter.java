package org.qemu.functional.asset.internal.maintenance.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.InUseLock;
import org.qemu.functional.files.CacheFolder;

/**
 * Writes entries to one tar archive: {@code manifest.json} first, then each entry as {@code
 * download/<hash>}, so that {@code tar} itself could extract them into a cache.
 */
public final class ArchiveExporter {
    static final String FOLDER = "download/";

    private static final int CHUNK = 1 << 18;
    private static final int MODE = 0440;

    private final CacheFolder folder;
    private final EntryListener listener;

    private ArchiveExporter(CacheFolder folder, EntryListener listener) {
        this.folder = folder;
        this.listener = listener;
    }

    /** Prepare to export from a cache, without accessing the file system. */
    public static ArchiveExporter from(CacheFolder folder, EntryListener listener) {
        return new ArchiveExporter(folder, listener);
    }

    /**
     * Write the archive. Each entry is hashed while it is written, and none is evicted until this
     * process ends.
     *
     * @param entries the entries to write; their sizes are read from the cache again
     * @param out is flushed but not closed
     * @throws IOException if an entry is missing or damaged, or {@code out} cannot be written
     */
    public void write(List<ArchivedEntry> entries, OutputStream out) throws IOException {
        for (ArchivedEntry entry : entries) {
            InUseLock.hold(folder, entry.hash());
        }
        List<ArchivedEntry> sized = new ArrayList<>();
        for (ArchivedEntry entry : entries) {
            sized.add(new ArchivedEntry(entry.hash(), entry.url(), Files.size(fileOf(entry))));
        }
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        // Names with a SHA-512 have more than 100 characters.
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        byte[] manifest = ExportManifest.write(sized);
        begin(tar, ExportManifest.NAME, manifest.length);
        tar.write(manifest);
        tar.closeArchiveEntry();
        for (ArchivedEntry entry : sized) {
            copy(entry, tar);
        }
        tar.finish();
        tar.flush();
    }

    private void copy(ArchivedEntry entry, TarArchiveOutputStream tar) throws IOException {
        listener.started(entry);
        Path file = fileOf(entry);
        MessageDigest digest = HashAlgorithm.of(entry.hash()).newDigest();
        byte[] chunk = new byte[CHUNK];
        begin(tar, FOLDER + entry.hash(), entry.bytes());
        try (InputStream in = Files.newInputStream(file)) {
            long left = entry.bytes();
            int n = in.read(chunk, 0, (int) Math.min(CHUNK, left));
            while (n > 0) {
                digest.update(chunk, 0, n);
                tar.write(chunk, 0, n);
                listener.carried(entry, n);
                left -= n;
                n = in.read(chunk, 0, (int) Math.min(CHUNK, left));
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(entry.hash())) {
            throw new IOException(
                    "the cached file '%s' is damaged, its hash is %s: run `precache verify` and `precache fetch` to replace it"
                            .formatted(file, found));
        }
        tar.closeArchiveEntry();
        listener.finished(entry, "exported");
    }

    /**
     * Write a header without user names and times, so that the same entries result in the same
     * archive, byte by byte.
     */
    private static void begin(TarArchiveOutputStream tar, String name, long size)
            throws IOException {
        TarArchiveEntry header = new TarArchiveEntry(name);
        header.setSize(size);
        header.setMode(MODE);
        header.setModTime(0);
        tar.putArchiveEntry(header);
    }

    private Path fileOf(ArchivedEntry entry) {
        return folder.download().resolve(entry.hash());
    }
}
