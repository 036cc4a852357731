package org.qemu.functional.guest.image;

import java.nio.file.Path;

/**
 * An image on disk. The files are shared and read-only.
 *
 * @param kernel the file for QEMU's {@code -kernel}
 * @param initrd the file for QEMU's {@code -initrd}
 * @param key 64 hexadecimal digits that identify all inputs of the image, including the command
 *     line
 * @param architecture the architecture of the image
 * @param commandLine the value of QEMU's {@code -append}
 */
public record BuiltImage(
        Path kernel, Path initrd, String key, GuestArchitecture architecture, String commandLine) {}
