package org.qemu.functional.maintenance;

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
import org.qemu.functional.cache.HashAlgorithm;
import org.qemu.functional.cache.InUseLock;
import org.qemu.functional.files.CacheFolder;

/**
 * Puts entries into one tar archive, {@code manifest.json} first and then each as {@code
 * download/<hash>}, so that {@code tar} itself could put them into a cache.
 */
public final class ArchiveExporter {
    static final String FOLDER = "download/";

    private static final int CHUNK = 1 << 18;
    private static final int MODE = 0440;

    private final CacheFolder folder;
    private final TransferListener listener;

    private ArchiveExporter(CacheFolder folder, TransferListener listener) {
        this.folder = folder;
        this.listener = listener;
    }

    /** Prepares to export from a cache. Touches no file yet. */
    public static ArchiveExporter from(CacheFolder folder, TransferListener listener) {
        return new ArchiveExporter(folder, listener);
    }

    /**
     * Writes the archive. Each entry is hashed on its way, and none is evicted until this process
     * ends.
     *
     * @param entries whose sizes are taken from the cache anew
     * @param out is flushed and left open
     * @throws IOException if an entry is not there or damaged, or {@code out} takes no more
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
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX); // a SHA-512 is longer than 100
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
                    "the cached file '%s' is damaged, its hash is %s: `precache verify` and `precache fetch` put that right"
                            .formatted(file, found));
        }
        tar.closeArchiveEntry();
        listener.finished(entry, "exported");
    }

    /** The same entries make the same archive, byte by byte: no names of users, no times. */
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
