package org.qemu.functional.asset.internal.maintenance.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import org.qemu.functional.asset.internal.cache.DownloadLock;
import org.qemu.functional.asset.internal.cache.EntryVerifier;
import org.qemu.functional.asset.internal.cache.EntryVerifier.Integrity;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.maintenance.EntryOrigin;
import org.qemu.functional.asset.internal.maintenance.MaintenanceErrors;
import org.qemu.functional.asset.internal.maintenance.StoredEntry;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.files.HeldLock;

/** Hashes one entry after another; safe for use by multiple threads. */
final class EntryCheck {
    private static final int CHUNK = 1 << 18;

    private final CacheFolder folder;
    private final boolean dryRun;
    private final CheckListener listener;
    private final EntryVerifier verifier;

    EntryCheck(CacheFolder folder, Clock clock, boolean dryRun, CheckListener listener) {
        this.folder = folder;
        this.dryRun = dryRun;
        this.listener = listener;
        this.verifier = new EntryVerifier(folder, new VerifiedEntries(folder), clock);
    }

    CheckedEntry run(StoredEntry entry) {
        CheckedEntry result = check(entry);
        listener.finished(result);
        return result;
    }

    private CheckedEntry check(StoredEntry entry) {
        listener.started(entry);
        String url = EntryOrigin.of(entry.file(), "unknown");
        try {
            Integrity integrity = verifier.hash(entry.file(), entry.hash(), file -> hashOf(entry));
            if (!integrity.isIntact()) {
                return damaged(entry, url, integrity);
            }
            if (!dryRun) {
                verifier.record(entry.hash(), integrity);
            }
            return CheckedEntry.of(entry, url, CheckedEntry.State.WHOLE, "");
        } catch (NoSuchFileException e) {
            return CheckedEntry.of(
                    entry, url, CheckedEntry.State.CHANGING, "it was removed during the check");
        } catch (IOException e) {
            return CheckedEntry.of(
                    entry, url, CheckedEntry.State.UNREADABLE, MaintenanceErrors.reason(e));
        }
    }

    private CheckedEntry damaged(StoredEntry entry, String url, Integrity integrity)
            throws IOException {
        String damage = "its hash is " + integrity.found();
        if (dryRun) {
            return CheckedEntry.of(
                    entry, url, CheckedEntry.State.DAMAGED, damage + "; it was not removed");
        }
        try (HeldLock lock = DownloadLock.tryAcquire(folder.download(), entry.hash())) {
            if (lock == null || !FileIdentity.of(entry.file()).equals(integrity.identity())) {
                return CheckedEntry.of(
                        entry,
                        url,
                        CheckedEntry.State.CHANGING,
                        "a process is downloading it again");
            }
            Path kept = verifier.quarantine(entry.hash(), integrity, url);
            return CheckedEntry.of(
                    entry,
                    url,
                    CheckedEntry.State.DAMAGED,
                    kept.equals(entry.file())
                            ? damage + "; it was deleted"
                            : "%s; it was moved to %s".formatted(damage, kept));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            return CheckedEntry.of(
                    entry,
                    url,
                    CheckedEntry.State.DAMAGED,
                    "%s; it cannot be removed: %s".formatted(damage, MaintenanceErrors.reason(e)));
        }
    }

    private String hashOf(StoredEntry entry) throws IOException {
        MessageDigest digest = HashAlgorithm.of(entry.hash()).newDigest();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(entry.file())) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
                listener.read(entry, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
