package org.qemu.functional.condition.internal;

import java.nio.file.Files;
import java.nio.file.Path;

/** The device of Linux through which QEMU uses KVM. */
public final class KvmDevice {
    private KvmDevice() {}

    /** Return the path of this host's device. */
    public static Path path() {
        // The property is for a stand-in for QEMU, which needs no such device.
        return Path.of(System.getProperty("qemu.functional.kvm", "/dev/kvm"));
    }

    /** Return whether this process may use a device. */
    public static boolean isUsable(Path device) {
        return Files.isReadable(device) && Files.isWritable(device);
    }
}
