package org.qemu.functional.asset.internal.extraction.manifest;

/**
 * One file, folder or link of a result.
 *
 * @param path relative to the top of the result, which is ""; with '/' between folders
 * @param first the index of the first entry that is a hard link to the same file; else its own
 * @param checksum checksum of the content or of the link's target
 */
public record ManifestEntry(String path, FileStat state, int first, int checksum) {
    /** Return whether the content is the same, independent of the location and time of the copy. */
    boolean hasContentOf(ManifestEntry other) {
        return path.equals(other.path)
                && state.mode() == other.state.mode()
                && first == other.first
                && checksum == other.checksum
                && (state.isDirectory() || state.size() == other.state.size())
                && (!state.isFile() || state.modified() == other.state.modified());
    }
}
