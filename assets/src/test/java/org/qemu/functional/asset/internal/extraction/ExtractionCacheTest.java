package org.qemu.functional.asset.internal.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.asset.internal.extraction.store.ExtractionResult;

/** Checks that an archive is extracted once and that each user gets a separate copy. */
class ExtractionCacheTest {
    @TempDir Path temp;
    Fixture fixture;
    ExtractionCache cache;

    @BeforeEach
    void makeArchive() throws IOException {
        fixture = new Fixture(temp).withArchive();
        cache = fixture.cache();
    }

    @Test
    void needsTheArchiveOnlyOnceForAMember() throws IOException {
        assertThat(fixture.extractMember(cache, "first"))
                .isEqualTo(temp.resolve("first").resolve(Fixture.MEMBER))
                .hasBinaryContent(Fixture.content());
        fixture.breakArchive();
        assertThat(fixture.extractMember(fixture.cache(), "second"))
                .isEqualTo(temp.resolve("second").resolve(Fixture.MEMBER))
                .hasBinaryContent(Fixture.content());
    }

    @Test
    void needsACompressedFileOnlyOnce() throws IOException {
        Path image = temp.resolve("disk.img");
        Files.write(image, Fixture.content());
        Shell.run(temp, "gzip disk.img");
        Path packed = temp.resolve("disk.img.gz");
        Path first = temp.resolve("deep/er/disk.img");
        assertThat(
                        cache.uncompress(
                                new CachedFile(Fixture.HASH, packed, "disk.img.gz"), null, first))
                .isEqualTo(first)
                .hasBinaryContent(Fixture.content());
        Files.write(packed, new byte[100_000]);
        Path second =
                cache.uncompress(new CachedFile(Fixture.HASH, packed, "disk.img.gz"), null, image);
        assertThat(second).hasBinaryContent(Fixture.content());
        Path straight = Files.createFile(temp.resolve("new"));
        assertThat(Files.getPosixFilePermissions(second))
                .isEqualTo(Files.getPosixFilePermissions(straight));
    }

    @Test
    void sharesNoCopyWithAnother() throws IOException {
        Path first = fixture.extractMember(cache, "first");
        Files.writeString(first, "changed by a test");
        Path cached = ExtractionResult.contentOf(fixture.memberSlot().entry());
        assertThat(Files.getPosixFilePermissions(cached).toString()).doesNotContain("WRITE");
        Fixture.assertWhole(cached);
        Fixture.assertWhole(fixture.extractMember(cache, "second"));
    }

    @Test
    void replacesAFileAtOnce() throws IOException {
        Path target = temp.resolve("to").resolve(Fixture.MEMBER);
        Files.createDirectories(target.getParent());
        Files.writeString(target, "before");
        Files.createLink(temp.resolve("other name"), target);
        Fixture.assertWhole(fixture.extractMember(cache, "to"));
        assertThat(temp.resolve("other name")).hasContent("before");
        assertThat(target.resolveSibling("..")).isDirectoryNotContaining("glob:**.part-*");
    }

    @Test
    void keepsResultsOfOneArchiveApart() throws IOException {
        fixture.extractMember(cache, "to");
        cache.extractMember(
                new CachedFile(Fixture.HASH, fixture.archive, ""),
                "tar",
                Fixture.MEMBER,
                temp.resolve("b"));
        cache.extractMember(
                new CachedFile(Fixture.HASH, fixture.archive, ""),
                "tar",
                "usr/other",
                temp.resolve("b"));
        fixture.extract(cache, "c");
        assertThat(fixture.kept()).hasSize(4);
        assertThat(temp.resolve("b/usr/other")).hasContent("other");
    }

    @Test
    void saysWhatUnpackingSaysOfAMissingMember() throws IOException {
        String name = fixture.archive.toString();
        ArchiveException straight =
                catchThrowableOfType(
                        ArchiveException.class,
                        () -> Archives.extractMember(fixture.archive, null, name, "no", temp));
        assertThatThrownBy(
                        () ->
                                cache.extractMember(
                                        new CachedFile(Fixture.HASH, fixture.archive, name),
                                        null,
                                        "no",
                                        temp))
                .isInstanceOf(ArchiveException.class)
                .hasMessage(straight.getMessage());
        assertThat(fixture.kept()).isEmpty();
    }

    @Test
    void leavesWhatWasWholeOfADamagedArchiveAndKeepsNothing() throws IOException {
        Shell.run(temp, "truncate -s 100000 archive.tar.gz");
        assertThatThrownBy(() -> fixture.extract(cache, "to"))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(Fixture.MEMBER)
                .hasMessageNotContaining("unpacked/");
        assertThat(temp.resolve("to/usr/lib")).isEmptyDirectory();
        assertThat(fixture.kept()).isEmpty();
    }

    @Test
    void refusesAFormatThatThereIsNot() {
        assertThatThrownBy(
                        () ->
                                cache.extract(
                                        new CachedFile(Fixture.HASH, fixture.archive, ""),
                                        "rar",
                                        temp))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'rar'");
    }

    @Test
    void writesNothingThroughALinkAtTheTarget() throws IOException {
        fixture.extractMember(cache, "first");
        Path outside = Files.createDirectories(temp.resolve("outside/lib"));
        Files.createDirectories(temp.resolve("to"));
        Files.createSymbolicLink(temp.resolve("to/usr"), outside.getParent());
        assertThatThrownBy(() -> fixture.extractMember(cache, "to"))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("through the link");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void refusesAMemberThatLeadsOutside() {
        assertThatThrownBy(
                        () ->
                                cache.extractMember(
                                        new CachedFile(Fixture.HASH, fixture.archive, "a.tar.gz"),
                                        null,
                                        "../usr/other",
                                        temp.resolve("to")))
                .isInstanceOf(ArchiveException.class);
        assertThat(temp.resolve("usr")).doesNotExist();
    }

    @Test
    void keepsNothingWhenItIsSwitchedOff() throws IOException {
        ExtractionCache off =
                ExtractionCache.fromEnvironment(
                        Map.of(
                                "QEMU_TEST_CACHE_DIR",
                                fixture.base.toString(),
                                "QEMU_TEST_UNPACKED_MAX_SIZE",
                                "0"));
        Fixture.assertWhole(fixture.extractMember(off, "to"));
        assertThat(off.directory()).doesNotExist();
    }

    @Test
    void keepsNothingOfATinyArchive() throws IOException {
        Shell.run(temp, "echo tiny > tiny; gzip tiny");
        Path target = temp.resolve("target");
        cache.uncompress(
                new CachedFile(Fixture.HASH, temp.resolve("tiny.gz"), "tiny.gz"), null, target);
        assertThat(target).hasContent("tiny");
        assertThat(cache.directory()).doesNotExist();
    }
}
