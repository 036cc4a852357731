package org.qemu.functional.extraction;

/**
 * One file, folder or link of a result.
 *
 * @param path from the top of the result, which is ""; '/' between folders
 * @param first the number of the first node that is the same file, by a hard link; else its own
 * @param checksum of the content or of the link's target
 */
record ManifestEntry(String path, FileStat state, int first, int checksum) {
    /** Tells whether it is the same, wherever and whenever it was copied to. */
    boolean hasContentOf(ManifestEntry other) {
        return path.equals(other.path)
                && state.mode() == other.state.mode()
                && first == other.first
                && checksum == other.checksum
                && (state.isDirectory() || state.size() == other.state.size())
                && (!state.isFile() || state.modified() == other.state.modified());
    }
}
