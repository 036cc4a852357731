package org.qemu.functional.asset.internal.maintenance.push;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.asset.internal.cache.EntryVerifier;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.InUseLock;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.maintenance.MaintenanceErrors;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.maintenance.transport.EntryListener;
import org.qemu.functional.files.CacheFolder;

/** Copies the verified entries of a cache to another place. */
public final class CachePush {
    private final CacheFolder folder;
    private final EntryVerifier verifier;

    private CachePush(CacheFolder folder) {
        this.folder = folder;
        this.verifier = new EntryVerifier(folder, new VerifiedEntries(folder), Clock.systemUTC());
    }

    /** Prepare to push from a cache, without accessing the file system. */
    public static CachePush from(CacheFolder folder) {
        return new CachePush(folder);
    }

    /**
     * Copy the entries that a place does not have. An entry that may have changed since it was
     * verified is hashed first; a damaged one is not copied. None is evicted until this process
     * ends.
     */
    public PushReport to(PushTarget target, List<ArchivedEntry> entries, EntryListener listener)
            throws InterruptedException {
        PushReport report = new PushReport();
        List<ArchivedEntry> verified = new ArrayList<>();
        for (ArchivedEntry entry : entries) {
            InUseLock.hold(folder, entry.hash());
            String fault = fault(entry.hash());
            if (fault.isEmpty()) {
                verified.add(entry);
            } else {
                report.failed(entry, fault, false);
            }
        }
        if (!verified.isEmpty()) {
            target.send(folder.download(), verified, listener, report);
        }
        return report;
    }

    private String fault(String hash) {
        try {
            return switch (verifier.verify(hash, HashAlgorithm.of(hash)::hashOf).state()) {
                case INTACT -> "";
                case MISSING -> "it is not in the cache any more";
                case DAMAGED ->
                        "the cached file '%s' is damaged: run `precache verify` and `precache fetch` to replace it"
                                .formatted(folder.download().resolve(hash));
            };
        } catch (IOException e) {
            return MaintenanceErrors.reason(e);
        }
    }
}
