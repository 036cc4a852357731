package org.qemu.functional.asset.internal.extraction.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Identifies one boot of the kernel; see random(4). */
public final class BootId {
    private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /** Return the ID of the current boot, or "" if it is not available. */
    public static String current() {
        try {
            return Files.readString(FILE).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
