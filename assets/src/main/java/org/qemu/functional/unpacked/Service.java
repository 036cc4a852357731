package org.qemu.functional.unpacked;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.files.HeldLock;

/**
 * One request to the cache.
 *
 * @param maxSize of all results, in bytes
 */
record Service(
        Slot slot, Recipe recipe, Path archive, long maxSize, Consumer<Filler.Stage> observer) {
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
    boolean serve(Delivery delivery) throws IOException, InterruptedException {
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

    private Outcome deliver(Delivery delivery) throws IOException, InterruptedException {
        try (HeldLock lock = SlotLock.toRead(slot)) {
            assert lock != null;
            Result result = Result.find(slot, recipe);
            if (result == null) {
                return Outcome.ABSENT;
            }
            boolean delivered = delivery.deliver(result);
            result.touch();
            return delivered ? Outcome.DELIVERED : Outcome.REFUSED;
        } catch (DamagedException e) {
            return Outcome.ABSENT; // to be told and removed by who fills
        }
    }

    private Outcome fill(Delivery onlyOnce) throws IOException, InterruptedException {
        Filler.Outcome outcome;
        try (HeldLock lock = SlotLock.toFill(slot)) {
            assert lock != null;
            outcome = new Filler(slot, recipe, archive, maxSize, observer).fill(onlyOnce);
        }
        if (outcome == Filler.Outcome.PUBLISHED) {
            new Shelf(slot.root()).shrinkTo(maxSize);
        }
        return outcome == Filler.Outcome.DELIVERED ? Outcome.DELIVERED : Outcome.ABSENT;
    }

    /**
     * Tells whether unpacking straight to its place could only fail again. A whole archive may fail
     * in the middle, and leave what was whole by then; and it may build on what is there.
     */
    private boolean concernsArchive(ArchiveException e) {
        return recipe.kind() != Recipe.Kind.TREE && e.getCause() == null;
    }

    /** On a full disk, the tests' own files come first. */
    private void makeRoomIfFull(Exception e) throws InterruptedException {
        if (FullDisk.isCauseOf(e)) {
            Told.full(slot.root(), new Shelf(slot.root()).shrinkTo(0).bytes());
        }
    }
}
