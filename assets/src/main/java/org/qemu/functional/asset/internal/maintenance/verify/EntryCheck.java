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
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.Quarantine;
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
    private final VerifiedEntries verified;
    private final Quarantine quarantine;

    EntryCheck(CacheFolder folder, Clock clock, boolean dryRun, CheckListener listener) {
        this.folder = folder;
        this.dryRun = dryRun;
        this.listener = listener;
        this.verified = new VerifiedEntries(folder);
        this.quarantine = new Quarantine(folder, clock);
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
            FileIdentity before = FileIdentity.of(entry.file());
            String found = hashOf(entry);
            if (found.equals(entry.hash())) {
                if (!dryRun) {
                    verified.addHashed(entry.hash(), before);
                }
                return CheckedEntry.of(entry, url, CheckedEntry.State.WHOLE, "");
            }
            return damaged(entry, url, before, found);
        } catch (NoSuchFileException e) {
            return CheckedEntry.of(
                    entry, url, CheckedEntry.State.CHANGING, "it was removed during the check");
        } catch (IOException e) {
            return CheckedEntry.of(
                    entry, url, CheckedEntry.State.UNREADABLE, MaintenanceErrors.reason(e));
        }
    }

    private CheckedEntry damaged(StoredEntry entry, String url, FileIdentity before, String found)
            throws IOException {
        String damage = "its hash is " + found;
        if (dryRun) {
            return CheckedEntry.of(
                    entry, url, CheckedEntry.State.DAMAGED, damage + "; it was not removed");
        }
        try (HeldLock lock = DownloadLock.tryAcquire(folder.download(), entry.hash())) {
            if (lock == null || !before.equals(FileIdentity.of(entry.file()))) {
                return CheckedEntry.of(
                        entry,
                        url,
                        CheckedEntry.State.CHANGING,
                        "a process is downloading it again");
            }
            verified.forget(entry.hash());
            Path kept = quarantine.take(entry.hash(), found, url);
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
