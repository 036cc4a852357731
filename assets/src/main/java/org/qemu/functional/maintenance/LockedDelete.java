package org.qemu.functional.maintenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Deletes single files that belong to an entry, under its locks, and tells of each. */
record LockedDelete(MaintenanceLocks locks, Consumer<EvictedItem> told) {
    /**
     * Deletes a file.
     *
     * @param hash of the entry that it belongs to
     * @param still asked again once nobody else is at it
     */
    void delete(EvictedItem.Kind kind, Path file, String hash, String why, BooleanSupplier still) {
        EvictedItem item =
                new EvictedItem(kind, file, size(file), EvictedItem.Outcome.REMOVED, why);
        List<EvictedItem> result = new ArrayList<>();
        try {
            locks.run(hash, () -> result.add(still.getAsBoolean() ? delete(item) : used(item)));
        } catch (IOException e) {
            result.add(item.as(EvictedItem.Outcome.FAILED, MaintenanceErrors.reason(e)));
        }
        told.accept(result.isEmpty() ? used(item) : result.get(0));
    }

    private EvictedItem delete(EvictedItem item) throws IOException {
        return locks.dryRun() || Files.deleteIfExists(item.path())
                ? item
                : item.as(EvictedItem.Outcome.GONE, "somebody else has removed it");
    }

    private static EvictedItem used(EvictedItem item) {
        return item.as(EvictedItem.Outcome.IN_USE, "a process is at it");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
