package org.qemu.functional.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that readers take about twice the time and memory for twice the bytes, and no more. */
class ReaderComplexityTest {
    /**
     * The size of the smaller archive in bytes: if its members are only read, and if they are also
     * written.
     */
    private static final int READ = 1 << 20;

    private static final int WRITTEN = 1 << 15;

    /**
     * The allowed growth; the part above 2 is for the garbage collector, caches and other load on
     * the host.
     */
    private static final double MOST_GROWTH = 3.2;

    private static final long LEAST_BYTES = 8 << 20;

    /** Below these values, growth cannot be distinguished from noise. */
    private static final Measured LEAST = new Measured(300_000_000, LEAST_BYTES);

    /** The maximum number of bytes of memory that are allocated for each byte of an archive. */
    private static final long MOST_MEMORY = 150;

    /** The memory for the buffers and the decoder of each file. */
    private static final long PER_INODE = 32_768;

    private static final int LONGEST_MESSAGE = 3000;

    @TempDir Path temp;
    private long inodes;
    private int message;

    @ParameterizedTest
    @EnumSource
    void growsWithTheArchive(WorstCases kind) throws IOException {
        for (boolean search : new boolean[] {true, false}) {
            int size = search ? READ : WRITTEN;
            Path large = Files.write(temp.resolve("2n"), kind.make(2 * size));
            Measured two = unpack(kind, large, search);
            Measured one = LEAST;
            // What costs too little to be compared needs no comparison.
            if (!isNoMoreThanTwice(one, two)) {
                long inodesOfTwo = inodes;
                Path small = Files.write(temp.resolve("n"), kind.make(size));
                one = unpack(kind, small, search).most(LEAST);
                if (!isNoMoreThanTwice(one, two)) {
                    one = unpack(kind, small, search).least(one).most(LEAST);
                    two = unpack(kind, large, search).least(two);
                }
                inodes = inodesOfTwo;
            }
            String what = kind + (search ? " for a member" : "");
            System.err.printf(
                    "growth: %-45s %5d → %5d ms, %6d → %6d KiB, %6d inodes, message of %d%n",
                    what,
                    one.nanos() / 1_000_000,
                    two.nanos() / 1_000_000,
                    one.bytes() >> 10,
                    two.bytes() >> 10,
                    inodes,
                    message);
            assertThat(two.nanos())
                    .as("processor time of %s", what)
                    .isLessThan((long) (MOST_GROWTH * one.nanos()));
            assertThat(two.bytes())
                    .as("memory of %s", what)
                    .isLessThan((long) (MOST_GROWTH * one.bytes()))
                    .isLessThan(
                            Math.max(
                                    LEAST_BYTES,
                                    MOST_MEMORY * Files.size(large) + PER_INODE * inodes));
            assertThat(inodes).as("inodes of %s", what).isLessThan(10_000 + Files.size(large));
            assertThat(message).as("message of %s", what).isLessThan(LONGEST_MESSAGE);
        }
    }

    private static boolean isNoMoreThanTwice(Measured one, Measured two) {
        return two.nanos() < MOST_GROWTH * one.nanos() && two.bytes() < MOST_GROWTH * one.bytes();
    }

    private Measured unpack(WorstCases kind, Path archive, boolean search) throws IOException {
        Path out = temp.resolve("out");
        message = 0;
        Measured measured =
                Measured.of(
                        () -> {
                            try {
                                if (search) {
                                    Archives.extractMember(
                                            archive, kind.format(), "", "nil/nil", out);
                                } else {
                                    Archives.extract(archive, kind.format(), "", out);
                                }
                            } catch (ArchiveException e) {
                                message = e.getMessage().length();
                            }
                        });
        inodes = countAndDelete(out);
        return measured;
    }

    /**
     * Count the files below a folder with native programs, because Java cannot handle deep folders.
     */
    private long countAndDelete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return 0;
        }
        Path dots = temp.resolve("dots");
        Tool.pipe(temp, null, dots, "find", folder.toString(), "-mindepth", "1", "-printf", ".");
        Tool.run(temp, "rm", "-rf", folder.toString());
        return Files.size(dots);
    }

    /** Five members in folders that are not members themselves: 9,500 folders. */
    @Test
    void countsFoldersThatNoMemberIs() throws IOException {
        RawTar tar = new RawTar();
        for (int i = 0; i < 5; i++) {
            String name = i + "/a".repeat(1900) + "/x";
            tar.header("././@LongLink", 'L', name.length(), "").content(name).file("x", "");
        }
        Path archive = Files.write(temp.resolve("deep"), tar.bytes());
        Path out = temp.resolve("out");
        ExtractionLimits limits = ExtractionLimits.DEFAULT.withMembers(5);
        assertThatThrownBy(() -> Archives.extract(archive, "tar", "", out, limits))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("more members than 5")
                .hasMessageContaining("QEMU_TEST_UNPACK_MAX_MEMBERS=10");
        assertThat(countAndDelete(out)).isLessThan(10);
    }

    /** 60 members of 200 folders each, which are compressed to less than a kilobyte. */
    @Test
    void makesNoMoreFilesThanAnArchiveHasBytes() throws IOException {
        RawTar tar = new RawTar();
        for (int i = 0; i < 60; i++) {
            String name = i + "/a".repeat(200) + "/x";
            tar.header("././@LongLink", 'L', name.length(), "").content(name).file("x", "");
        }
        Files.write(temp.resolve("deep.tar"), tar.bytes());
        Tool.run(temp, "xz", "deep.tar");
        Path out = temp.resolve("out");
        assertThatThrownBy(() -> Archives.extract(temp.resolve("deep.tar.xz"), null, "", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("QEMU_TEST_UNPACK_MAX_RATIO=2000");
        assertThat(countAndDelete(out)).isLessThan(10_010);
    }

    @ParameterizedTest
    @EnumSource
    void obeysAnInterrupt(WorstCases kind) throws IOException {
        Path archive = Files.write(temp.resolve("n"), kind.make(READ / 8));
        Path out = temp.resolve("out");
        for (boolean search : new boolean[] {true, false}) {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(
                                () -> {
                                    if (search) {
                                        Archives.extractMember(
                                                archive, kind.format(), "", "nil/nil", out);
                                    } else {
                                        Archives.extract(archive, kind.format(), "", out);
                                    }
                                })
                        .isInstanceOf(ArchiveException.class)
                        .hasMessageContaining("interrupted");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Test
    void keepsControlCharactersOutOfItsMessages() throws IOException {
        String name = "../a\u001b[31m\n\u0007b\u202e" + "x".repeat(2000);
        RawTar tar = new RawTar();
        byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String raw = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        tar.header("././@LongLink", 'L', raw.length(), "").content(raw).file("x", "");
        Path archive = Files.write(temp.resolve("evil"), tar.bytes());
        assertThatThrownBy(() -> Archives.extract(archive, "tar", "", temp.resolve("out")))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("a\u241b[31m\u2424\u2407b<U+202E>xxx")
                .satisfies(
                        e -> {
                            assertThat(e.getMessage()).hasSizeLessThan(1500);
                            assertThat(e.getMessage().chars()).noneMatch(Character::isISOControl);
                        });
        assertThatThrownBy(
                        () ->
                                Archives.extractMember(
                                        archive, "tar", "", "nil", temp.resolve("out")))
                .isInstanceOf(ArchiveException.class)
                .satisfies(
                        e -> assertThat(e.getMessage().chars()).noneMatch(Character::isISOControl));
    }
}
