package org.qemu.functional.guest;

import java.util.List;

/**
 * A saved state of a guest: see {@link Guest#save}. It is deleted when the guest's machine ends.
 */
public final class Snapshot {
    private final String tag;
    private final List<String> disks;

    Snapshot(String tag, List<String> disks) {
        this.tag = tag;
        this.disks = disks;
    }

    String tag() {
        return tag;
    }

    List<String> disks() {
        return disks;
    }
}
