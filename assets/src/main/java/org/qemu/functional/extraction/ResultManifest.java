package org.qemu.functional.extraction;

import java.util.List;

/**
 * What a result was when it was made. In the same run of the kernel it is whole if each file is
 * still as it was then by size, times and inode. In another run the power may have failed while
 * data was on its way to the disk, which nothing forces; then the content's checksums have to be
 * right, once.
 *
 * @param recipe the text of the recipe
 * @param bytes on disk, without holes
 * @param boot the run of the kernel in which the nodes' states were taken
 */
record ResultManifest(String recipe, long bytes, String boot, List<ManifestEntry> nodes) {
    ResultManifest withBytes(long onDisk) {
        return new ResultManifest(recipe, onDisk, boot, nodes);
    }

    /** The sum of the sizes of all files, holes counted. */
    long length() {
        long length = 0;
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).first() == i) {
                length += nodes.get(i).state().isFile() ? nodes.get(i).state().size() : 0;
            }
        }
        return length;
    }

    /** Tells whether there are holes: fewer bytes on disk than there are in the files. */
    boolean isSparse() {
        return bytes < length();
    }

    boolean hasContentOf(List<ManifestEntry> others) {
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
