package org.qemu.functional.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.qemu.functional.archive.ArchiveMaker.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extracts sparse files to sparse files. */
class SparseFilesTest {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int ALLOWED = 256 * KIB;

    @TempDir Path temp;
    Path sparse;
    Path out;

    @BeforeEach
    void makeSparseFile() throws IOException {
        out = temp.resolve("out");
        sparse = temp.resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(12 * MIB);
            for (long at : new long[] {0, 3 * MIB + 17, 6 * MIB, 6 * MIB + 8 * KIB}) {
                file.seek(at);
                file.write("some data".getBytes(UTF_8));
            }
        }
        assumeThat(allocated(sparse)).as("bytes that this file system allocates").isLessThan(MIB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=gnu --sparse",
                "--format=pax --sparse --sparse-version=0.0",
                "--format=pax --sparse --sparse-version=0.1",
                "--format=pax --sparse --sparse-version=1.0",
                "--format=gnu",
                "--format=gnu --sparse --xz",
                "--format=pax --sparse --zstd"
            })
    void keepsHolesOfTar(String options) throws IOException {
        Path archive = temp.resolve("t");
        String command = "tar " + options + " -cf t sparse";
        Tool.run(temp, command.split(" ", -1));
        assertSparse(Archives.extractMember(archive, null, "", "sparse", out));
        Archives.extract(archive, null, "", temp.resolve("all"));
        assertSparse(temp.resolve("all/sparse"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd", "bzip2", "lzma"})
    void leavesHolesInWhatIsUncompressed(String program) throws IOException {
        Path packed = temp.resolve("packed");
        Tool.pipe(temp, sparse, packed, program, "-c");
        assertSparse(Archives.uncompress(packed, null, "", out.resolve("x")));
    }

    @ParameterizedTest
    @EnumSource
    void leavesHolesInMembers(ArchiveMaker kind) throws IOException {
        Path archive = temp.resolve("t");
        String content = "x" + "\0".repeat(5 * MIB) + "y" + "\0".repeat(MIB);
        kind.write(archive, file("f", content));
        Path file = Archives.extractMember(archive, null, "", "f", out);
        Tree.assertContent(file, content.getBytes(UTF_8));
        assertThat(allocated(file)).isLessThan(ALLOWED);
    }

    /** Takes hours if the holes are read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=gnu",
                "--format=pax --sparse-version=0.0",
                "--format=pax --sparse-version=0.1",
                "--format=pax --sparse-version=1.0"
            })
    @Timeout(60)
    void skipsHolesOfTerabytes(String options) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(4L << 40);
            file.seek((4L << 40) - 4);
            file.write(new byte[] {1, 2, 3, 4});
        }
        Tool.run(
                temp,
                "tar",
                "--format=pax",
                "--sparse",
                "--hole-detection=seek",
                "-cf",
                "t",
                "sparse");
        Path file = Archives.extractMember(temp.resolve("t"), null, "", "sparse", out);
        assertThat(Files.size(file)).isEqualTo(4L << 40);
        assertThat(allocated(file)).isLessThan(ALLOWED);
        try (RandomAccessFile found = new RandomAccessFile(file.toFile(), "r")) {
            found.seek((4L << 40) - 4);
            assertThat(found.readInt()).isEqualTo(0x01020304);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void keepsEveryByteWhereverTheZerosAre(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] content = new byte[random.nextInt(2 * MIB)];
        int at = 0;
        while (at < content.length) {
            int step = 1 + random.nextInt(random.nextBoolean() ? 200 * KIB : 6 * KIB);
            int end = Math.min(content.length, at + step);
            if (random.nextBoolean()) {
                Arrays.fill(content, at, end, (byte) 7);
            }
            at = end;
        }
        Path plain = Files.write(temp.resolve("plain"), content);
        Path packed = temp.resolve("packed");
        Tool.pipe(temp, plain, packed, "gzip", "-c");
        Tree.assertContent(Archives.uncompress(packed, null, "", out.resolve("x")), content);

        Path holes = Files.write(temp.resolve("holes"), content);
        Tool.run(temp, "fallocate", "--dig-holes", "holes");
        Tool.run(
                temp,
                "tar",
                "--sparse",
                "--format=pax",
                "-cf",
                "t",
                holes.getFileName().toString());
        Tree.assertContent(
                Archives.extractMember(temp.resolve("t"), null, "", "holes", out), content);
    }

    private void assertSparse(Path file) throws IOException {
        assertThat(Files.mismatch(file, sparse)).as("the first byte that differs").isEqualTo(-1);
        assertThat(allocated(file)).isLessThan(ALLOWED);
    }

    /** Return the allocated size from stat(1), because Java has no API for it. */
    private long allocated(Path file) throws IOException {
        Path said = temp.resolve("stat");
        Tool.pipe(temp, null, said, "stat", "--format=%b", file.toString());
        return Long.parseLong(Files.readString(said).strip()) * 512;
    }
}
