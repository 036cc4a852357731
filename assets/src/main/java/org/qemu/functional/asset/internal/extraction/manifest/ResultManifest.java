package org.qemu.functional.asset.internal.extraction.manifest;

import java.util.List;

/**
 * The state of a result when it was created. During the same boot of the kernel, it is intact if
 * each file still has the same size, times and inode. During another boot, a power failure may have
 * lost data that was not yet on the disk, because nothing is flushed; then the checksums of the
 * content are verified once.
 *
 * @param spec the text of the specification
 * @param bytes disk space in bytes, without holes
 * @param boot ID of the boot during which the states of the entries were read
 */
public record ResultManifest(String spec, long bytes, String boot, List<ManifestEntry> nodes) {
    public ResultManifest withBytes(long onDisk) {
        return new ResultManifest(spec, onDisk, boot, nodes);
    }

    /** Return the sum of the sizes of all files, including holes. */
    public long length() {
        long length = 0;
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).first() == i) {
                length += nodes.get(i).state().isFile() ? nodes.get(i).state().size() : 0;
            }
        }
        return length;
    }

    /** Return whether there are holes: the files occupy less disk space than their size. */
    public boolean isSparse() {
        return bytes < length();
    }

    public boolean hasContentOf(List<ManifestEntry> others) {
        if (nodes.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < nodes.size(); i++) {
            if (!nodes.get(i).hasContentOf(others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
