package org.qemu.functional.maintenance;

import org.qemu.functional.text.SafeText;

/**
 * An entry as the manifest of an archive names it.
 *
 * @param url where it came from, "unknown" if nobody knows
 */
public record ArchivedEntry(String hash, String url, long bytes) {
    /** Create it; passwords and control characters are left out of the URL. */
    public ArchivedEntry {
        url = SafeText.line(url);
    }
}
