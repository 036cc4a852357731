package org.qemu.functional.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.archive.internal.common.ExtractionQuota;
import org.qemu.functional.archive.internal.extract.AtomicFile;

/**
 * Extracts in a process of its own: {@code uncompress FILE TARGET}, {@code extract FILE FOLDER}, or
 * {@code stall FILE TARGET}, which prints a line when half is written and then waits forever.
 */
final class UnpackMain {
    private UnpackMain() {}

    /** Exit with 0 on success; otherwise print the reason. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[1]);
        Path target = Path.of(args[2]);
        try {
            switch (args[0]) {
                case "uncompress" -> Archives.uncompress(file, null, args[1], target);
                case "extract" -> Archives.extract(file, null, args[1], target);
                default -> {
                    try (InputStream in = new Stalling(Files.newInputStream(file))) {
                        AtomicFile.write(
                                target,
                                in,
                                null,
                                AtomicFile.Attributes.DEFAULT,
                                new ExtractionQuota(ExtractionLimits.DEFAULT, Files.size(file)));
                    }
                }
            }
            System.out.println("done");
        } catch (ArchiveException e) {
            System.out.println(e.getMessage());
        }
    }

    private static final class Stalling extends FilterInputStream {
        private int chunks;

        Stalling(InputStream in) {
            super(in);
        }

        @Override
        public int readNBytes(byte[] bytes, int offset, int length) throws IOException {
            if (++chunks == 3) {
                System.out.println("half");
                System.in.read(); // until killed
            }
            return super.readNBytes(bytes, offset, length);
        }
    }
}
