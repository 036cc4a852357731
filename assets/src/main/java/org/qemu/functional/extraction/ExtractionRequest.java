package org.qemu.functional.extraction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.files.DiskFullErrors;
import org.qemu.functional.files.HeldLock;

/**
 * One request to the cache.
 *
 * @param maxSize of all results, in bytes
 */
record ExtractionRequest(
        EntryLocation slot,
        ExtractionSpec recipe,
        Path archive,
        long maxSize,
        Consumer<EntryPublisher.Stage> observer) {
    private enum Outcome {
        DELIVERED,
        /** What is at the target needs the rules of unpacking. */
        REFUSED,
        ABSENT
    }

    /** What is so small is unpacked in the time that a look into the cache takes. */
    private static final long TOO_SMALL = 16 << 10;

    /** A new result may be evicted before it is copied; more than once is not to be expected. */
    private static final int TRIES = 3;

    /**
     * Brings a copy of the result to its place, which is made first if there is none.
     *
     * @return {@code false}, with nothing done, if it has to be unpacked straight
     * @throws IOException if the cache cannot be used
     * @throws ArchiveException if the archive cannot be unpacked
     */
    boolean serve(ResultCopier delivery) throws IOException, InterruptedException {
        long size = Files.size(archive);
        if (size < TOO_SMALL || size > maxSize) {
            return false;
        }
        Files.createDirectories(slot.root());
        try {
            for (int i = 0; i < TRIES; i++) {
                Outcome outcome = deliver(delivery);
                if (outcome == Outcome.ABSENT) {
                    outcome = fill(delivery);
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

    private Outcome deliver(ResultCopier delivery) throws IOException, InterruptedException {
        try (HeldLock lock = EntryLock.toRead(slot)) {
            assert lock != null;
            ExtractionResult result = ExtractionResult.find(slot, recipe);
            if (result == null) {
                return Outcome.ABSENT;
            }
            boolean delivered = delivery.deliver(result);
            result.touch();
            return delivered ? Outcome.DELIVERED : Outcome.REFUSED;
        } catch (CorruptEntryException e) {
            return Outcome.ABSENT; // to be told and removed by who fills
        }
    }

    private Outcome fill(ResultCopier onlyOnce) throws IOException, InterruptedException {
        EntryPublisher.Outcome outcome;
        try (HeldLock lock = EntryLock.toFill(slot)) {
            assert lock != null;
            outcome = new EntryPublisher(slot, recipe, archive, maxSize, observer).fill(onlyOnce);
        }
        if (outcome == EntryPublisher.Outcome.PUBLISHED) {
            new ResultStore(slot.root()).shrinkTo(maxSize);
        }
        return outcome == EntryPublisher.Outcome.DELIVERED ? Outcome.DELIVERED : Outcome.ABSENT;
    }

    /**
     * Tells whether unpacking straight to its place could only fail again. A whole archive may fail
     * in the middle, and leave what was whole by then; and it may build on what is there.
     */
    private boolean concernsArchive(ArchiveException e) {
        return recipe.kind() != ExtractionSpec.Kind.TREE && e.getCause() == null;
    }

    /** On a full disk, the tests' own files come first. */
    private void makeRoomIfFull(Exception e) throws InterruptedException {
        if (DiskFullErrors.isCauseOf(e)) {
            ExtractionLog.full(slot.root(), new ResultStore(slot.root()).shrinkTo(0).bytes());
        }
    }
}
