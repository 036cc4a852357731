package org.qemu.functional.asset.internal.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.asset.internal.extraction.copy.FileCopy;
import org.qemu.functional.asset.internal.extraction.copy.TreeResultCopier;
import org.qemu.functional.asset.internal.extraction.manifest.ManifestFile;
import org.qemu.functional.asset.internal.extraction.manifest.ResultManifest;
import org.qemu.functional.asset.internal.extraction.manifest.TreeScanner;
import org.qemu.functional.asset.internal.extraction.store.BootId;
import org.qemu.functional.asset.internal.extraction.store.DiskUsage;
import org.qemu.functional.asset.internal.extraction.store.EntryLocation;
import org.qemu.functional.asset.internal.extraction.store.ExtractionResult;

/** Compares a tree from the cache with one that was extracted directly, by find(1). */
class SameTreeTest {
    private static final String TREE =
            """
            mkdir -p tree/bin tree/empty tree/deep/er
            head -c 50000 /dev/urandom > tree/bin/random
            echo run > tree/bin/run; chmod 755 tree/bin/run; touch -d 2020-02-02T02:02:02Z tree/bin/run
            echo secret > tree/deep/secret; chmod 600 tree/deep/secret; chmod 700 tree/deep
            ln tree/bin/random tree/deep/er/again
            ln -s ../bin/run tree/deep/link; ln -s nowhere tree/dangling; ln -s bin tree/programs
            echo ro > tree/readonly; chmod 444 tree/readonly
            : > 'tree/with space and
            newline'
            """;

    @TempDir Path temp;
    Fixture fixture;
    ExtractionCache cache;

    @BeforeEach
    void makeFixture() {
        fixture = new Fixture(temp);
        cache = fixture.cache();
    }

    private void pack(String script) {
        Shell.run(temp, script + "\ncd tree; tar --sparse -czf ../archive.tar.gz *");
    }

    private Path straight() {
        Path target = temp.resolve("straight");
        Archives.extract(fixture.archive, null, "a.tar.gz", target);
        return target;
    }

    private void assertSameTwice() throws IOException {
        String expected = Shell.describe(straight());
        assertThat(Shell.describe(fixture.extract(cache, "first"))).isEqualTo(expected);
        fixture.breakArchive();
        assertThat(Shell.describe(fixture.extract(cache, "second"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 300})
    void copiesLinksModesTimesAndEmptyFolders(int more) throws IOException {
        // Java copies few files, cp many.
        pack(TREE + "for i in $(seq " + more + "); do echo $i > tree/bin/$i; done");
        assertSameTwice();
        Files.writeString(temp.resolve("second/readonly"), "writable");
        assertThat(temp.resolve("first/readonly")).hasContent("ro");
    }

    @Test
    void copiesNamesBeyondAscii() throws IOException {
        String encoding = System.getProperty("sun.jnu.encoding");
        assumeTrue("UTF-8".equals(encoding), "names of files here are in " + encoding);
        pack(TREE + "mkdir tree/größe; echo ü > 'tree/größe/日本語'; ln -s größe tree/ß");
        assertSameTwice();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsHoles(boolean byCoreutils) throws Exception {
        Shell.run(temp, "truncate -s 32M sparse; echo end >> sparse; truncate -s 33M sparse");
        Path copy = Files.createFile(temp.resolve("copy"));
        Path sparse = temp.resolve("sparse");
        if (byCoreutils) {
            FileCopy.copy(sparse, copy, Files.size(sparse), true);
        } else {
            try (FileChannel in = FileChannel.open(sparse);
                    FileChannel out = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                FileCopy.copyWithHoles(in, out);
            }
        }
        assertThat(DiskUsage.of(copy)).isBetween(1L, 1L << 20);
        assertThat(Shell.run(temp, "cmp sparse copy")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 300})
    void keepsHolesInATree(int more) throws Exception {
        Shell.run(
                temp,
                """
                mkdir -p entry/content; cd entry/content; echo start > sparse
                truncate -s 32M sparse; echo end >> sparse; chmod 444 sparse
                for i in $(seq %d); do echo $i > $i; done
                """
                        .formatted(more));
        Path entry = temp.resolve("entry");
        Path content = ExtractionResult.contentOf(entry);
        ResultManifest manifest =
                new ResultManifest(
                        "", DiskUsage.of(content), BootId.current(), TreeScanner.of(content));
        assertThat(manifest.isSparse()).isTrue();
        Path target = temp.resolve("to");
        new TreeResultCopier(target).deliver(new ExtractionResult(entry, manifest));
        assertThat(DiskUsage.of(target.resolve("sparse"))).isBetween(1L, 1L << 20);
        assertThat(Shell.run(temp, "diff -r to entry/content")).isEmpty();
        assertThat(target.resolve("sparse")).isWritable();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 300})
    void deliversNothingOfATreeThatIsBeingRemoved(int more) throws IOException {
        pack(TREE + "for i in $(seq " + more + "); do echo $i > tree/bin/$i; done");
        fixture.extract(cache, "first");
        EntryLocation slot = fixture.treeSlot();
        ExtractionResult result =
                new ExtractionResult(slot.entry(), ManifestFile.read(slot.entry()));
        Files.delete(result.content().resolve("deep/secret"));
        Path target = temp.resolve("to");
        assertThatThrownBy(() -> new TreeResultCopier(target).deliver(result))
                .isInstanceOf(IOException.class);
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void mergesIntoAFolderAsUnpackingDoes() throws IOException {
        pack(TREE);
        String before =
                """
                umask 022; mkdir -p %1$s/bin %1$s/mine; echo mine > %1$s/mine/file
                echo old > %1$s/bin/run; ln %1$s/bin/run %1$s/old; ln -s ../mine/file %1$s/bin/random
                touch -d 2021-01-01 %1$s/mine/file %1$s/old
                """;
        Shell.run(temp, before.formatted("straight") + before.formatted("to"));
        fixture.extract(cache, "first");
        fixture.breakArchive();
        Path merged = fixture.extract(cache, "to");
        pack(""); // the same again
        assertThat(Shell.describe(merged)).isEqualTo(Shell.describe(straight()));
        assertThat(merged.resolve("old")).hasContent("old");
        assertThat(merged.resolve("mine/file")).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkdir -p %1$s outside; ln -s ../outside %1$s/bin",
                "mkdir -p %1$s/deep; chmod 711 %1$s/deep",
                "mkdir -p %1$s; echo file > %1$s/deep"
            })
    void leavesWhatIsInTheWayToTheRulesOfUnpacking(String before) {
        pack(TREE);
        fixture.extract(cache, "first");
        Shell.run(temp, before.formatted("straight") + ";" + before.formatted("to"));
        assertThat(Shell.describe(fixture.extract(cache, "to")))
                .isEqualTo(Shell.describe(straight()));
        assertThat(temp.resolve("outside").toFile().list()).isNullOrEmpty();
    }

    @Test
    void refusesWhatUnpackingRefuses() {
        pack(TREE);
        fixture.extract(cache, "first");
        Shell.run(temp, "mkdir -p to/readonly");
        assertThatThrownBy(() -> fixture.extract(cache, "to"))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("is a folder already");
        assertThat(temp.resolve("to")).isDirectoryNotContaining("glob:**/.part-*");
    }
}
