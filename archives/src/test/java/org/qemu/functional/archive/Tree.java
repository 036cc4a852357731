package org.qemu.functional.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/** A small root file system, and checks that it was extracted correctly. */
record Tree(Path folder) {
    private static final FileTime THEN = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));
    private static final int BIG = 300_000;
    private static final byte[] CONTENT = content();

    static Tree create(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("boot/deep"));
        Files.write(folder.resolve("boot/vmlinuz-6"), big());
        Files.writeString(folder.resolve("bin/run"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(
                folder.resolve("bin/run"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setLastModifiedTime(folder.resolve("bin/run"), THEN);
        Files.writeString(folder.resolve("boot/deep/empty"), "");
        Files.createSymbolicLink(folder.resolve("vmlinuz"), Path.of("boot/vmlinuz-6"));
        Files.createSymbolicLink(folder.resolve("boot/deep/up"), Path.of("../../vmlinuz"));
        Files.createSymbolicLink(folder.resolve("kernels"), Path.of("boot"));
        return new Tree(folder);
    }

    Tree withHardLink() throws IOException {
        Files.createLink(folder.resolve("boot/again"), folder.resolve("boot/vmlinuz-6"));
        return this;
    }

    /** Return the content of the large file. */
    static byte[] big() {
        return CONTENT.clone();
    }

    private static byte[] content() {
        byte[] bytes = new byte[BIG];
        new Random(7).nextBytes(bytes);
        Arrays.fill(bytes, BIG / 3, BIG / 2, (byte) 0);
        return bytes;
    }

    static void assertSame(Path found) throws IOException {
        assertBig(found.resolve("boot/vmlinuz-6"));
        assertThat(found.resolve("bin/run")).hasContent("#!/bin/sh\n").isExecutable();
        assertThat(Files.getLastModifiedTime(found.resolve("bin/run"))).isEqualTo(THEN);
        assertThat(found.resolve("boot/deep/empty")).isEmptyFile();
        assertThat(found.resolve("vmlinuz")).isSymbolicLink();
        assertBig(found.resolve("vmlinuz"));
        assertThat(found.resolve("boot/deep/up")).isSymbolicLink();
        assertBig(found.resolve("boot/deep/up"));
    }

    /** Check that a file has the content of the large one. */
    static void assertBig(Path file) throws IOException {
        assertContent(file, CONTENT);
    }

    /** Check all bytes of a file at once: AssertJ takes a lock for each one. */
    static void assertContent(Path file, byte[] expected) throws IOException {
        int differs = Arrays.mismatch(Files.readAllBytes(file), expected);
        assertThat(differs).as("the first byte of '%s' that differs", file).isEqualTo(-1);
    }

    static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }
}
