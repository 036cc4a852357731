package org.qemu.functional.asset.internal.maintenance.evict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.qemu.functional.asset.internal.maintenance.MaintenanceErrors;

/** Deletes single files of an entry, with its locks, and reports each to a listener. */
record LockedDelete(MaintenanceLocks locks, Consumer<EvictedItem> listener) {
    /**
     * Delete a file.
     *
     * @param hash of the entry that it belongs to
     * @param still the condition for the deletion, checked again with the locks
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
        listener.accept(result.isEmpty() ? used(item) : result.get(0));
    }

    private EvictedItem delete(EvictedItem item) throws IOException {
        return locks.dryRun() || Files.deleteIfExists(item.path())
                ? item
                : item.as(EvictedItem.Outcome.GONE, "another process has removed it");
    }

    private static EvictedItem used(EvictedItem item) {
        return item.as(EvictedItem.Outcome.IN_USE, "a process is using it");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
