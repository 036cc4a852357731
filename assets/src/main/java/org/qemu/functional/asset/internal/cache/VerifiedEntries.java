package org.qemu.functional.asset.internal.cache;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.files.FileOwner;
import org.qemu.functional.logging.Log;

/**
 * Remembers which entries were verified, for this process and for later ones, and ignores those
 * that have changed since. Each entry has a record {@code verified/<hash>} with its {@link
 * FileIdentity}. Entries and records of other users except root are not trusted: their entries are
 * hashed once in each process. A cache that is not writable has no records, which costs a hash in
 * each process.
 */
public final class VerifiedEntries {
    private static final Log LOG = Log.of("qemu.asset");

    /**
     * A change within one tick of the kernel's clock, at most 10 ms, may leave a file's times
     * unchanged. So a file that was changed that recently is not recorded: it might change again
     * unnoticed.
     */
    private static final long TICK = 20_000_000;

    /** Maximum size of a record in bytes: five numbers of at most twenty digits. */
    private static final int LONGEST = 128;

    private final CacheFolder folder;
    private final Map<String, FileIdentity> known = new ConcurrentHashMap<>();

    /** Hashes whose records are no longer valid, whether or not they could be removed. */
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

    /** Create the records of one cache, without accessing the file system. */
    public VerifiedEntries(CacheFolder folder) {
        this.folder = folder;
    }

    /** Return whether the entry exists, is readable, and is unchanged since it was verified. */
    public boolean contains(String hash) {
        try {
            FileIdentity now = FileIdentity.ofExisting(folder.download().resolve(hash));
            if (now == null || !Files.isReadable(folder.download().resolve(hash))) {
                return false;
            }
            if (now.equals(known.get(hash))) {
                return true;
            }
            if (forgotten.contains(hash)
                    || !now.isTrusted()
                    || !now.line().equals(read(hash))
                    || !FileOwner.isTrusted(folder.verified().resolve(hash))) {
                return false;
            }
            known.put(hash, now);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Record an entry whose bytes were hashed while they were written.
     *
     * @param identity the identity of the finished entry
     */
    public void addFetched(String hash, FileIdentity identity) {
        known.put(hash, identity);
        record(hash, identity, false);
    }

    /**
     * Record an existing entry that was hashed.
     *
     * @param identity the identity of the entry before it was read
     */
    public void addHashed(String hash, FileIdentity identity) {
        known.put(hash, identity);
        record(hash, identity, true);
    }

    /** Remove the record of an entry, so that it is hashed before its next use. */
    public void forget(String hash) {
        forgotten.add(hash);
        known.remove(hash);
        try {
            Files.deleteIfExists(folder.verified().resolve(hash));
        } catch (IOException e) {
            LOG.debug("cannot remove the verification record of " + hash, e);
        }
    }

    private String read(String hash) {
        // FileInputStream is a class that the JVM has already loaded.
        try (InputStream in = new FileInputStream(folder.verified().resolve(hash).toString())) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return ""; // missing, incomplete or another user's: hash the entry again
        }
    }

    private void record(String hash, FileIdentity identity, boolean mayBeChanging) {
        try {
            Files.createDirectories(folder.verified());
            Path part = folder.verified().resolve(".record-" + UUID.randomUUID());
            try {
                Files.writeString(part, identity.line());
                // Both times are of the file system's clock, which may differ from this host's.
                if (mayBeChanging && FileIdentity.of(part).modified() - identity.changed() < TICK) {
                    return;
                }
                Files.move(
                        part,
                        folder.verified().resolve(hash),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOG.debug("cannot record that " + hash + " was verified", e);
        }
    }
}
