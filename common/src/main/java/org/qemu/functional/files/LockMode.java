package org.qemu.functional.files;

/** Whom a lock of {@link FileLocks} keeps out. */
public enum LockMode {
    /** Keep out exclusive locks only. */
    SHARED,

    /** Keep out all other locks. */
    EXCLUSIVE
}
