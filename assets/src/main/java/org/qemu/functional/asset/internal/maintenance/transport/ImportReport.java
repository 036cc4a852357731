package org.qemu.functional.asset.internal.maintenance.transport;

import java.util.List;
import java.util.Map;

/**
 * The outcome of an import.
 *
 * @param imported entries that were added to the cache
 * @param present entries that were in the cache already
 * @param refused members that were not imported, by name, with the reason
 * @param missing entries of the manifest that are not in the archive
 * @param fault why the archive could not be read to its end, "" if it could
 */
public record ImportReport(
        List<ArchivedEntry> imported,
        List<ArchivedEntry> present,
        Map<String, String> refused,
        List<ArchivedEntry> missing,
        String fault) {

    /** Return whether everything was imported without a problem. */
    public boolean complete() {
        return refused.isEmpty() && missing.isEmpty() && fault.isEmpty();
    }
}
