package org.qemu.functional.maintenance;

import java.util.List;
import java.util.Map;

/**
 * What became of an archive's entries.
 *
 * @param imported those that the cache has now and had not
 * @param present those that were there already
 * @param refused members that were left out, by name, with the reason
 * @param missing entries that the manifest names and the archive lacks
 * @param fault why the archive could not be read to its end, "" if it could
 */
public record ImportReport(
        List<ArchivedEntry> imported,
        List<ArchivedEntry> present,
        Map<String, String> refused,
        List<ArchivedEntry> missing,
        String fault) {

    /** Tells whether all was well. */
    public boolean complete() {
        return refused.isEmpty() && missing.isEmpty() && fault.isEmpty();
    }
}
