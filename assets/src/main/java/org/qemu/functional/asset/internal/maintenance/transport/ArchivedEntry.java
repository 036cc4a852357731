package org.qemu.functional.asset.internal.maintenance.transport;

import org.qemu.functional.text.SafeText;

/**
 * An entry in the manifest of an archive.
 *
 * @param url where it came from, "unknown" if that is not known
 */
public record ArchivedEntry(String hash, String url, long bytes) {
    /** Create an entry; passwords and control characters are removed from the URL. */
    public ArchivedEntry {
        url = SafeText.line(url);
    }
}
