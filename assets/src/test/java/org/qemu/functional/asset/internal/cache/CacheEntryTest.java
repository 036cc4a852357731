package org.qemu.functional.asset.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheEntryTest {
    @TempDir Path temp;

    @Test
    void stampIsTheTimeOnlyWhateverWasThere() throws IOException {
        CacheEntry entry = CacheEntry.of(temp, "ab".repeat(32));
        Files.writeString(entry.stamp(), "a longer text than that of the time");
        entry.touch(Instant.ofEpochSecond(1_700_000_000));

        assertThat(entry.stamp()).hasContent("1700000000");
    }

    @Test
    void folderIsNoEntry() throws IOException {
        CacheEntry entry = CacheEntry.of(temp, "ab".repeat(32));
        assertThat(entry.exists()).isFalse();
        Files.createDirectory(entry.file());
        assertThat(entry.exists()).isFalse();
        Files.delete(entry.file());
        Files.createFile(entry.file());
        assertThat(entry.exists()).isTrue();
    }
}
