package org.qemu.functional.cache;

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
 * Remembers which entries were found whole, for this process and for later ones, and forgets those
 * that changed since. Each has a record {@code verified/<hash>} with what {@link FileIdentity}
 * tells of the entry. Entries and records of other users, but root, are not believed: their entries
 * are hashed once in each process. A cache that cannot be written has none, which costs a hash in
 * each process.
 */
public final class VerifiedEntries {
    private static final Log LOG = Log.of("qemu.asset");

    /**
     * A change within one tick of the kernel's clock, 10 ms at most, may leave a file's times as
     * they were. So what was changed that recently is not recorded: it might change once more.
     */
    private static final long TICK = 20_000_000;

    /** Bytes of a record: five numbers of at most twenty digits. */
    private static final int LONGEST = 128;

    private final CacheFolder folder;
    private final Map<String, FileIdentity> known = new ConcurrentHashMap<>();

    /** Those whose records do not count any more, whether or not they could be removed. */
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

    /** Opens the memory of one cache. Touches no file yet. */
    public VerifiedEntries(CacheFolder folder) {
        this.folder = folder;
    }

    /**
     * Tells whether the entry is there, may be read, and is what it was when it was found whole.
     */
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
     * Remembers an entry whose bytes were hashed on their way into it.
     *
     * @param identity what the entry became
     */
    public void addFetched(String hash, FileIdentity identity) {
        known.put(hash, identity);
        record(hash, identity, false);
    }

    /**
     * Remembers an entry that was hashed as it lay there.
     *
     * @param identity what the entry was before it was read
     */
    public void addHashed(String hash, FileIdentity identity) {
        known.put(hash, identity);
        record(hash, identity, true);
    }

    /** Forgets the entry, so that it is hashed before its next use. */
    public void forget(String hash) {
        forgotten.add(hash);
        known.remove(hash);
        try {
            Files.deleteIfExists(folder.verified().resolve(hash));
        } catch (IOException e) {
            LOG.debug("cannot forget " + hash, e);
        }
    }

    private String read(String hash) {
        // The oldest of Java's means: the JVM has loaded it already.
        try (InputStream in = new FileInputStream(folder.verified().resolve(hash).toString())) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return ""; // none, torn or somebody else's: the entry is hashed again
        }
    }

    private void record(String hash, FileIdentity identity, boolean mayBeChanging) {
        try {
            Files.createDirectories(folder.verified());
            Path part = folder.verified().resolve(".record-" + UUID.randomUUID());
            try {
                Files.writeString(part, identity.line());
                // Both times are of the file system's clock, which need not be this host's.
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
            LOG.debug("cannot record that " + hash + " is whole", e);
        }
    }
}
