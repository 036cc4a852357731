package org.qemu.functional.asset.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.files.CacheFolder;

class QuarantineTest {
    private static final String HASH = "ab".repeat(32);

    @TempDir Path temp;
    private CacheFolder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = new CacheFolder(temp.toRealPath());
        Files.createDirectories(folder.download());
    }

    /** Take an entry of the given size, which consists of holes. */
    private Path take(long second, long size) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.download().resolve(HASH).toString(), "rw")) {
            file.setLength(size);
        }
        Clock clock = Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC);
        return new Quarantine(folder, clock).take(HASH, "cd".repeat(32), "http://example.org/f");
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder.quarantine())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void keepsEntryWithWhatIsKnownOfIt() throws IOException {
        Path taken = take(1000, 17);

        assertThat(taken).isEqualTo(folder.quarantine().resolve(HASH + ".1000")).hasSize(17);
        assertThat(folder.download().resolve(HASH)).doesNotExist();
        assertThat(folder.quarantine().resolve(HASH + ".1000.txt"))
                .hasContent(
                        """
                        entry: %s
                        hash:  %s
                        from:  http://example.org/f
                        size:  17
                        taken: 1970-01-01T00:16:40Z
                        """
                                .formatted(HASH, "cd".repeat(32)));
    }

    @Test
    void keepsTheNewestFive() throws IOException {
        Files.createDirectories(folder.quarantine());
        Files.createFile(folder.quarantine().resolve("of somebody"));
        for (int second = 1000; second < 1005; second++) {
            take(second, 1);
        }
        assertThat(kept()).hasSize(10).doesNotContain("of somebody");

        take(1005, 1);
        assertThat(kept())
                .hasSize(10)
                .doesNotContain(HASH + ".1000", HASH + ".1000.txt")
                .contains(HASH + ".1001", HASH + ".1005.txt");
    }

    @Test
    void keepsTheNewestThatHaveOneGibibyte() throws IOException {
        take(1000, 1);
        take(1001, 1L << 29);
        take(1002, 1L << 29);

        assertThat(kept())
                .containsExactly(
                        HASH + ".1001", HASH + ".1001.txt", HASH + ".1002", HASH + ".1002.txt");
    }
}
