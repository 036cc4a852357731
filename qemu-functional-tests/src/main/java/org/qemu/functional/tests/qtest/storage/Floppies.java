package org.qemu.functional.tests.qtest.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Images of floppy disks of 1.44 MB. */
final class Floppies {
    /** Cylinders × heads × sectors × bytes of a sector. */
    static final int SIZE = 80 * 2 * 18 * 512;

    private Floppies() {}

    /** Write an image, and return its path for QEMU. */
    static String write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, content).toString();
    }
}
