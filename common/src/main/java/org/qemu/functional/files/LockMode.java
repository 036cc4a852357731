package org.qemu.functional.files;

/** Which other locks a lock of {@link FileLocks} excludes. */
public enum LockMode {
    /** Exclude exclusive locks only. */
    SHARED,

    /** Exclude all other locks. */
    EXCLUSIVE
}
