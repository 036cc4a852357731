package org.qemu.functional.asset.internal.extraction.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultManifestTest {
    private static ManifestEntry entry(String path, int type, long size, int first) {
        return new ManifestEntry(path, new FileStat(type | 0644, 1, size, 0, 0), first, 0);
    }

    private static ResultManifest manifest(long bytes) {
        return new ResultManifest(
                "recipe",
                bytes,
                "boot",
                List.of(
                        entry("", 0040000, 4096, 0),
                        entry("file", 0100000, 1000, 1),
                        entry("hard-link", 0100000, 1000, 1),
                        entry("link", 0120000, 4, 3),
                        entry("other", 0100000, 10, 4)));
    }

    @Test
    void lengthIsThatOfFilesEachOnce() {
        assertThat(manifest(0).length()).isEqualTo(1010);
    }

    @Test
    void isSparseWithFewerBytesOnDiskThanInFiles() {
        assertThat(manifest(1009).isSparse()).isTrue();
        assertThat(manifest(1010).isSparse()).isFalse();
    }

    @Test
    void hasContentOfTheSameEntriesOnly() {
        List<ManifestEntry> nodes = manifest(0).nodes();

        assertThat(manifest(0).hasContentOf(nodes)).isTrue();
        assertThat(manifest(0).hasContentOf(nodes.subList(0, 4))).isFalse();
        assertThat(manifest(0).hasContentOf(List.of())).isFalse();
    }
}
