package org.qemu.functional.asset.internal.extraction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.asset.internal.extraction.copy.ResultCopier;
import org.qemu.functional.asset.internal.extraction.manifest.CorruptEntryException;
import org.qemu.functional.asset.internal.extraction.store.EntryLocation;
import org.qemu.functional.asset.internal.extraction.store.EntryLock;
import org.qemu.functional.asset.internal.extraction.store.ExtractionLog;
import org.qemu.functional.asset.internal.extraction.store.ExtractionResult;
import org.qemu.functional.asset.internal.extraction.store.ExtractionSpec;
import org.qemu.functional.asset.internal.extraction.store.ResultStore;
import org.qemu.functional.files.DiskFullErrors;
import org.qemu.functional.files.HeldLock;

/**
 * One request to the cache.
 *
 * @param maxSize limit on the size of all results, in bytes
 */
record ExtractionRequest(
        EntryLocation location,
        ExtractionSpec spec,
        Path archive,
        long maxSize,
        Consumer<EntryPublisher.Stage> observer) {
    private enum Outcome {
        DELIVERED,
        /** The target already contains something that only a direct extraction can handle. */
        REFUSED,
        ABSENT
    }

    /** A smaller archive is extracted in the time that a look into the cache takes. */
    private static final long TOO_SMALL = 16 << 10;

    /** A new result may be evicted before it is copied; this is not expected to happen twice. */
    private static final int TRIES = 3;

    /**
     * Copy the result to its target. Extract the archive first if it has no result.
     *
     * @return {@code false}, with nothing done, if the archive must be extracted directly
     * @throws IOException if the cache cannot be used
     * @throws ArchiveException if the archive cannot be extracted
     */
    boolean serve(ResultCopier copier) throws IOException, InterruptedException {
        long size = Files.size(archive);
        if (size < TOO_SMALL || size > maxSize) {
            return false;
        }
        Files.createDirectories(location.root());
        try {
            for (int i = 0; i < TRIES; i++) {
                Outcome outcome = deliver(copier);
                if (outcome == Outcome.ABSENT) {
                    outcome = fill(copier);
                }
                if (outcome != Outcome.ABSENT) {
                    return outcome == Outcome.DELIVERED;
                }
            }
            return false;
        } catch (IOException e) {
            makeRoomIfFull(e);
            throw e;
        } catch (ArchiveException e) {
            makeRoomIfFull(e);
            if (concernsArchive(e)) {
                throw e;
            }
            return false;
        }
    }

    private Outcome deliver(ResultCopier copier) throws IOException, InterruptedException {
        try (HeldLock lock = EntryLock.toRead(location)) {
            assert lock != null;
            ExtractionResult result = ExtractionResult.find(location, spec);
            if (result == null) {
                return Outcome.ABSENT;
            }
            boolean delivered = copier.deliver(result);
            result.touch();
            return delivered ? Outcome.DELIVERED : Outcome.REFUSED;
        } catch (CorruptEntryException e) {
            return Outcome.ABSENT; // fill() logs and removes it
        }
    }

    private Outcome fill(ResultCopier onlyOnce) throws IOException, InterruptedException {
        EntryPublisher.Outcome outcome;
        try (HeldLock lock = EntryLock.toFill(location)) {
            assert lock != null;
            outcome = new EntryPublisher(location, spec, archive, maxSize, observer).fill(onlyOnce);
        }
        if (outcome == EntryPublisher.Outcome.PUBLISHED) {
            new ResultStore(location.root()).shrinkTo(maxSize);
        }
        return outcome == EntryPublisher.Outcome.DELIVERED ? Outcome.DELIVERED : Outcome.ABSENT;
    }

    /**
     * Return whether a direct extraction could only fail again. Extracting all members may fail in
     * the middle and keep the members that were complete by then, and it may depend on existing
     * files.
     */
    private boolean concernsArchive(ArchiveException e) {
        return spec.kind() != ExtractionSpec.Kind.TREE && e.getCause() == null;
    }

    /** On a full disk, empty the cache: the tests' own files have priority. */
    private void makeRoomIfFull(Exception e) throws InterruptedException {
        if (DiskFullErrors.isCauseOf(e)) {
            ExtractionLog.full(
                    location.root(), new ResultStore(location.root()).shrinkTo(0).bytes());
        }
    }
}
