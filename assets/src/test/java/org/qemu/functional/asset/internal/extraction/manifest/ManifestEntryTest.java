package org.qemu.functional.asset.internal.extraction.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManifestEntryTest {
    private static final int FILE = 0100000;
    private static final int FOLDER = 0040000;
    private static final int LINK = 0120000;

    private static ManifestEntry entry(
            String path, int mode, long size, long modified, int first, int checksum) {
        // Inode and change time differ between copies.
        FileStat state = new FileStat(mode, System.nanoTime(), size, modified, System.nanoTime());
        return new ManifestEntry(path, state, first, checksum);
    }

    @Test
    void fileHasContentOfItsCopyOnly() {
        ManifestEntry file = entry("a", FILE | 0644, 10, 1000, 3, 77);

        assertThat(file.hasContentOf(entry("a", FILE | 0644, 10, 1000, 3, 77))).isTrue();
        assertThat(file.hasContentOf(entry("b", FILE | 0644, 10, 1000, 3, 77))).isFalse();
        assertThat(file.hasContentOf(entry("a", FILE | 0755, 10, 1000, 3, 77))).isFalse();
        assertThat(file.hasContentOf(entry("a", LINK | 0644, 10, 1000, 3, 77))).isFalse();
        assertThat(file.hasContentOf(entry("a", FILE | 0644, 11, 1000, 3, 77))).isFalse();
        assertThat(file.hasContentOf(entry("a", FILE | 0644, 10, 1001, 3, 77))).isFalse();
        assertThat(file.hasContentOf(entry("a", FILE | 0644, 10, 1000, 2, 77))).isFalse();
        assertThat(file.hasContentOf(entry("a", FILE | 0644, 10, 1000, 3, 78))).isFalse();
    }

    @Test
    void sizeAndTimeOfFolderDoNotCount() {
        ManifestEntry folder = entry("a", FOLDER | 0755, 4096, 1000, 3, 0);

        assertThat(folder.hasContentOf(entry("a", FOLDER | 0755, 40, 1001, 3, 0))).isTrue();
    }

    @Test
    void timeOfLinkDoesNotCount() {
        ManifestEntry link = entry("a", LINK | 0777, 5, 1000, 3, 0);

        assertThat(link.hasContentOf(entry("a", LINK | 0777, 5, 1001, 3, 0))).isTrue();
        assertThat(link.hasContentOf(entry("a", LINK | 0777, 6, 1000, 3, 0))).isFalse();
    }
}
