package org.qemu.functional.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.qemu.functional.archive.ArchiveMaker.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.archive.internal.common.ExtractionQuota;
import org.qemu.functional.archive.internal.common.LimitException;

/** Extracts archives that were created to fill a disk. */
class ExtractionLimitsTest {
    private static final int MIB = 1 << 20;

    @TempDir Path temp;
    Path archive;
    Path out;

    @BeforeEach
    void name() {
        archive = temp.resolve("bomb");
        out = temp.resolve("out");
    }

    @ParameterizedTest
    @EnumSource
    void endsAtTheSize(ArchiveMaker kind) throws IOException {
        kind.write(archive, file("first", "x".repeat(600_000)), file("big", "y".repeat(600_000)));
        ExtractionLimits limits = ExtractionLimits.DEFAULT.withSize(MIB);
        assertThatThrownBy(() -> Archives.extract(archive, null, "", out, limits))
                .isInstanceOf(ArchiveException.class)
                .hasMessageStartingWith("refused to unpack 'big' in '" + archive)
                .hasMessageContaining("it unpacks to more than 1 MiB")
                .hasMessageEndingWith("raise the limit with QEMU_TEST_UNPACK_MAX_SIZE=2M");
        assertThat(names()).containsExactly("first");
        assertThatCode(() -> Archives.extract(archive, null, "", out, limits.withSize(2 * MIB)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd", "bzip2", "lzma"})
    void endsAtTheSizeOfAFile(String program) throws IOException {
        Path plain = Files.write(temp.resolve("plain"), new byte[2 * MIB]);
        Tool.pipe(temp, plain, archive, program, "-c");
        Path target = out.resolve("target");
        ExtractionLimits limits = ExtractionLimits.DEFAULT.withSize(MIB);
        assertThatThrownBy(() -> Archives.uncompress(archive, null, "", target, limits))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(archive.toString())
                .hasMessageContaining("QEMU_TEST_UNPACK_MAX_SIZE=2M");
        assertThat(names()).isEmpty();
    }

    @Test
    void countsWhatIsDecodedOnTheWayToAMember() throws IOException {
        Path tar = temp.resolve("t.tar");
        ArchiveMaker.TAR.write(tar, file("bomb", "\0".repeat(2 * MIB)), file("wanted", "good"));
        Tool.run(temp, "xz", "t.tar");
        Path packed = temp.resolve("t.tar.xz");
        ExtractionLimits limits = ExtractionLimits.DEFAULT.withSize(MIB);
        assertThatThrownBy(() -> Archives.extractMember(packed, null, "", "wanted", out, limits))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("QEMU_TEST_UNPACK_MAX_SIZE");
    }

    @ParameterizedTest
    @EnumSource
    void endsAtTheNumberOfMembers(ArchiveMaker kind) throws IOException {
        kind.write(
                archive,
                IntStream.range(0, 11)
                        .mapToObj(i -> file("f" + i, ""))
                        .toArray(ArchiveMaker.Entry[]::new));
        ExtractionLimits limits = ExtractionLimits.DEFAULT.withMembers(10);
        assertThatThrownBy(() -> Archives.extract(archive, null, "", out, limits))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("it has more members than 10")
                .hasMessageEndingWith("QEMU_TEST_UNPACK_MAX_MEMBERS=20");
        assertThatThrownBy(() -> Archives.extractMember(archive, null, "", "nil", out, limits))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("more members than 10");
    }

    @Test
    void holdsToTheRatioWhatIsWrittenBeyondAGibibyte() throws IOException {
        ExtractionQuota quota = new ExtractionQuota(ExtractionLimits.DEFAULT.withRatio(100), MIB);
        quota.written(1 << 30);
        assertThatThrownBy(() -> quota.written(1))
                .isInstanceOf(LimitException.class)
                .hasMessageContaining("it unpacks to more than 100 times its size")
                .hasMessageEndingWith("QEMU_TEST_UNPACK_MAX_RATIO=1000");
        ExtractionQuota larger =
                new ExtractionQuota(ExtractionLimits.DEFAULT.withRatio(100), 20 * MIB);
        larger.written(1 << 30);
        larger.content(10L << 30); // zeros, which are not written
        larger.written(900 << 20);
        assertThatThrownBy(() -> larger.written(100 << 20)).isInstanceOf(LimitException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xz", "lzma"})
    void tellsThatADictionaryIsTooBig(String format) throws IOException {
        byte[] noise = Tree.big();
        for (int copies : new int[] {1, 4}) { // for Java, and for a program
            byte[] content = Arrays.copyOf(noise, noise.length * copies);
            new java.util.Random(1).nextBytes(content);
            Path plain = Files.write(temp.resolve("plain"), content);
            Tool.pipe(temp, plain, archive, "xz", "--format=" + format, "-9", "-c");
            ExtractionLimits limits = ExtractionLimits.DEFAULT.withMemory(8 * MIB);
            assertThatThrownBy(
                            () -> Archives.uncompress(archive, null, "", out.resolve("x"), limits))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("more memory than the limit")
                    .hasMessageContaining("QEMU_TEST_UNPACK_MAX_MEMORY=");
            Archives.uncompress(archive, null, "", temp.resolve("x"));
            Tree.assertContent(temp.resolve("x"), content);
        }
    }

    @Test
    void readsTheEnvironment() {
        assertThat(ExtractionLimits.fromEnvironment(Map.of())).isEqualTo(ExtractionLimits.DEFAULT);
        assertThat(
                        ExtractionLimits.fromEnvironment(
                                Map.of(
                                        "QEMU_TEST_UNPACK_MAX_SIZE", "500G",
                                        "QEMU_TEST_UNPACK_MAX_RATIO", "1000",
                                        "QEMU_TEST_UNPACK_MAX_MEMBERS", "2M",
                                        "QEMU_TEST_UNPACK_MAX_MEMORY", " 3G ")))
                .isEqualTo(new ExtractionLimits(500L << 30, 1000, 2 << 20, 3L << 30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "12X", "G", "1.5G", "9999999999T"})
    void refusesWhatIsNoNumber(String value) {
        assertThatThrownBy(
                        () ->
                                ExtractionLimits.fromEnvironment(
                                        Map.of("QEMU_TEST_UNPACK_MAX_SIZE", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("QEMU_TEST_UNPACK_MAX_SIZE is '" + value + "'");
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(f -> f.getFileName().toString()).toList().stream();
        }
    }
}
