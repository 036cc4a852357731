package org.qemu.functional.guest.image;

import java.nio.file.Path;

/**
 * An image on disk. The files are shared with others and read-only.
 *
 * @param kernel for QEMU's {@code -kernel}
 * @param initrd for QEMU's {@code -initrd}
 * @param key 64 hexadecimal digits that stand for all that went into it, the command line too
 * @param architecture whose it is
 * @param commandLine for QEMU's {@code -append}
 */
public record BuiltImage(
        Path kernel, Path initrd, String key, GuestArchitecture architecture, String commandLine) {}
