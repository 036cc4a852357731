package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;

/** Decides whether an entry of the cache is intact, and moves a damaged entry out of the cache. */
public final class EntryVerifier {
    private final CacheFolder folder;
    private final VerifiedEntries verified;
    private final Quarantine quarantine;

    /** Create a verifier of one cache, without accessing the file system. */
    public EntryVerifier(CacheFolder folder, VerifiedEntries verified, Clock clock) {
        this.folder = folder;
        this.verified = verified;
        this.quarantine = new Quarantine(folder, clock);
    }

    /** Computes the hash of an entry's content. */
    @FunctionalInterface
    public interface Hasher {
        /** Return the hash of a file, in hex digits. */
        String hashOf(Path file) throws IOException;
    }

    /** What an entry is. */
    public enum State {
        /** Its content has the hash that its name says. */
        INTACT,
        /** It is not in the cache. */
        MISSING,
        /** Its content has another hash. */
        DAMAGED
    }

    /**
     * The result for one entry.
     *
     * @param found the hash of a damaged entry, else ""
     * @param identity the file that was hashed; {@code null} if none was
     */
    public record Integrity(State state, String found, @Nullable FileIdentity identity) {
        private static final Integrity KNOWN = new Integrity(State.INTACT, "", null);
        private static final Integrity MISSING = new Integrity(State.MISSING, "", null);

        /** Return whether the entry is intact. */
        public boolean isIntact() {
            return state == State.INTACT;
        }
    }

    /** Verify an entry. It is hashed only if it may have changed since a process last did that. */
    public Integrity verify(String hash, Hasher hasher) throws IOException {
        if (verified.contains(hash)) {
            return Integrity.KNOWN;
        }
        CacheEntry entry = CacheEntry.of(folder.download(), hash);
        if (!entry.exists()) {
            return Integrity.MISSING;
        }
        Integrity integrity = hash(entry.file(), hash, hasher);
        record(hash, integrity);
        return integrity;
    }

    /**
     * Hash the file of an entry without recording the result: see {@link #record}.
     *
     * @throws java.nio.file.NoSuchFileException if the entry does not exist
     */
    public Integrity hash(Path file, String hash, Hasher hasher) throws IOException {
        FileIdentity identity = FileIdentity.of(file);
        String found = hasher.hashOf(file);
        return found.equals(hash)
                ? new Integrity(State.INTACT, "", identity)
                : new Integrity(State.DAMAGED, found, identity);
    }

    /** Record that an entry is intact, so that it is not hashed again until it changes. */
    public void record(String hash, Integrity integrity) throws IOException {
        if (integrity.isIntact() && integrity.identity() != null) {
            verified.addHashed(hash, integrity.identity());
        }
    }

    /**
     * Move a damaged entry out of the cache. The caller must have its {@link DownloadLock}.
     *
     * @param url where it came from or should have come from, as far as that is known
     * @return its new path; the entry's own path if it could not be kept and was deleted
     */
    public Path quarantine(String hash, Integrity damaged, String url) throws IOException {
        verified.forget(hash);
        return quarantine.take(hash, damaged.found(), url);
    }
}
