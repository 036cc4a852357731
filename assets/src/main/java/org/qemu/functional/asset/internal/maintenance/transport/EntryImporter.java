package org.qemu.functional.asset.internal.maintenance.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import org.qemu.functional.asset.internal.cache.CacheEntry;
import org.qemu.functional.asset.internal.cache.DownloadFile;
import org.qemu.functional.asset.internal.cache.DownloadLock;
import org.qemu.functional.asset.internal.cache.DownloadOpener;
import org.qemu.functional.asset.internal.cache.EntryVerifier;
import org.qemu.functional.asset.internal.cache.EntryVerifier.Integrity;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.maintenance.MaintenanceErrors;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.files.HeldLock;

/** Writes the bytes of a stream into the cache, with the same locks and steps as a download. */
final class EntryImporter {
    private static final int CHUNK = 1 << 18;

    private final CacheFolder folder;
    private final Clock clock;
    private final Sleeper pause;
    private final EntryListener listener;
    private final VerifiedEntries verified;
    private final EntryVerifier verifier;

    EntryImporter(CacheFolder folder, Clock clock, Sleeper pause, EntryListener listener) {
        this.folder = folder;
        this.clock = clock;
        this.pause = pause;
        this.listener = listener;
        this.verified = new VerifiedEntries(folder);
        this.verifier = new EntryVerifier(folder, verified, clock);
    }

    enum State {
        NEW,
        PRESENT,
        WRONG
    }

    record Result(State state, String detail) {}

    /**
     * Import one entry, unless it exists already.
     *
     * @throws CacheRefusedException if the cache cannot store it
     * @throws IOException if the stream cannot be read
     */
    Result importEntry(ArchivedEntry archived, InputStream in)
            throws IOException, InterruptedException {
        CacheEntry entry = CacheEntry.of(folder.download(), archived.hash());
        try {
            Files.createDirectories(folder.download());
            try (HeldLock lock =
                    DownloadLock.acquire(folder.download(), archived.hash(), () -> {})) {
                assert lock != null;
                if (isIntact(archived.hash(), archived.url())) {
                    return new Result(State.PRESENT, "already in the cache");
                }
                return write(entry, archived, in);
            }
        } catch (SourceException e) {
            throw e.source;
        } catch (IOException e) {
            throw new CacheRefusedException(
                    "cannot put %s into the cache: %s"
                            .formatted(archived.hash(), MaintenanceErrors.reason(e)),
                    e);
        }
    }

    private boolean isIntact(String hash, String url) throws IOException {
        Integrity integrity = verifier.verify(hash, HashAlgorithm.of(hash)::hashOf);
        if (integrity.state() == EntryVerifier.State.DAMAGED) {
            verifier.quarantine(hash, integrity, url);
        }
        return integrity.isIntact();
    }

    private Result write(CacheEntry entry, ArchivedEntry archived, InputStream in)
            throws IOException, InterruptedException {
        try (DownloadFile file = new DownloadOpener(folder, archived.hash(), pause).create()) {
            if (file == null) {
                return new Result(State.PRESENT, "QEMU's framework downloaded it in the meantime");
            }
            file.restart(null); // discard the part of an earlier download
            String found = copy(archived, in, file);
            if (!found.equals(archived.hash())) {
                return new Result(
                        State.WRONG, "its hash is %s: the archive is damaged".formatted(found));
            }
            FileIdentity identity = file.commit(archived.url());
            if (identity != null) {
                verified.addFetched(archived.hash(), identity);
            }
            entry.touch(clock.instant());
            return new Result(State.NEW, "imported");
        }
    }

    private String copy(ArchivedEntry archived, InputStream in, DownloadFile file)
            throws IOException {
        MessageDigest digest = HashAlgorithm.of(archived.hash()).newDigest();
        byte[] chunk = new byte[CHUNK];
        for (int n = read(in, chunk); n >= 0; n = read(in, chunk)) {
            digest.update(chunk, 0, n);
            file.write(ByteBuffer.wrap(chunk, 0, n));
            listener.carried(archived, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static int read(InputStream in, byte[] chunk) throws SourceException {
        try {
            return in.read(chunk);
        } catch (IOException e) {
            throw new SourceException(e);
        }
    }

    /** Tells failures of the archive apart from those of the cache. */
    private static final class SourceException extends IOException {
        private static final long serialVersionUID = 1L;
        final IOException source;

        SourceException(IOException source) {
            super(source);
            this.source = source;
        }
    }
}
