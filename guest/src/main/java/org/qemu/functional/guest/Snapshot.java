package org.qemu.functional.guest;

import java.util.List;

/**
 * A state of a guest to come back to: see {@link Guest#save}. It is gone when the guest's machine
 * ends.
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
