package org.qemu.functional.asset.internal.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.asset.internal.extraction.store.EvictionResult;
import org.qemu.functional.asset.internal.extraction.store.ResultStore;
import org.qemu.functional.units.ByteSize;

/** Limits the size of the results, and removes them with their asset. */
class CacheSizeLimitTest {
    /** A limit for two results of 200 kB. */
    private static final long TWO = 500_000;

    @TempDir Path temp;
    Fixture fixture;

    @BeforeEach
    void makeArchive() throws IOException {
        fixture = new Fixture(temp).withArchive();
    }

    private void extract(ExtractionCache cache, String hash) {
        cache.extractMember(
                new CachedFile(hash, fixture.archive, ""),
                "tar",
                Fixture.MEMBER,
                temp.resolve("to"));
    }

    private void age(String hash, int minutes) throws IOException {
        try (var entries = Files.list(fixture.base.resolve("unpacked").resolve(hash))) {
            for (Path entry : entries.toList()) {
                Files.setLastModifiedTime(
                        entry, FileTime.from(Instant.now().minusSeconds(60L * minutes)));
            }
        }
    }

    @Test
    void removesTheLeastRecentlyUsedFirst() throws IOException {
        ExtractionCache cache = fixture.cache(TWO, stage -> {});
        extract(cache, "aa");
        extract(cache, "bb");
        age("aa", 20);
        age("bb", 10);
        extract(cache, "aa"); // used again
        extract(cache, "cc");
        assertThat(cache.hashes()).containsExactly("aa", "cc");
        assertThat(cache.size()).isBetween(400_000L, TWO);
    }

    @Test
    void keepsWhatHasExactlyTheSize() throws Exception {
        ExtractionCache cache = fixture.cache();
        extract(cache, "aa");
        extract(cache, "bb");
        age("aa", 10);
        ResultStore store = new ResultStore(fixture.base.resolve("unpacked"));
        long size = cache.size();

        assertThat(store.shrinkTo(size)).isEqualTo(new EvictionResult(0, 0, 0));
        assertThat(store.shrinkTo(size - 1).results()).isEqualTo(1);
        assertThat(cache.hashes()).containsExactly("bb");
    }

    @Test
    void deliversButDoesNotKeepWhatIsTooBig() throws IOException {
        Shell.run(
                temp,
                "head -c 5M /dev/urandom > zeros; head -c 20000 /dev/urandom > r; tar -cJf z.tar.xz zeros r");
        ExtractionCache cache = fixture.cache(1_000_000, stage -> {});
        Path archive = temp.resolve("z.tar.xz");
        cache.extractMember(new CachedFile("dd", archive, "z.tar.xz"), null, "zeros", temp);
        cache.extract(new CachedFile("dd", archive, "z.tar.xz"), null, temp.resolve("all"));
        assertThat(temp.resolve("zeros")).hasSize(5 << 20);
        assertThat(temp.resolve("all/zeros")).hasSize(5 << 20);
        assertThat(cache.size()).isZero();
        assertThat(cache.hashes()).isEmpty();
    }

    @Test
    void doesNotEvenUnpackAnArchiveThatIsTooBigItself() throws IOException {
        List<EntryPublisher.Stage> stages = new ArrayList<>();
        long size = Files.size(fixture.archive);
        Fixture.assertWhole(fixture.extractMember(fixture.cache(size - 1, stages::add), "a"));
        assertThat(stages).isEmpty();
        Fixture.assertWhole(fixture.extractMember(fixture.cache(size, stages::add), "b"));
        assertThat(stages).isNotEmpty();
    }

    @Test
    void removesAllResultsOfAnAsset() {
        ExtractionCache cache = fixture.cache();
        fixture.extractMember(cache, "to");
        fixture.extract(cache, "to");
        extract(cache, "ff");
        long before = cache.size();
        EvictionResult evicted = cache.evict(Fixture.HASH);
        assertThat(evicted.results()).isEqualTo(2);
        assertThat(evicted.inUse()).isZero();
        assertThat(evicted.bytes()).isEqualTo(before - cache.size()).isGreaterThan(400_000);
        assertThat(cache.hashes()).containsExactly("ff");
        assertThat(cache.evict("none")).isEqualTo(new EvictionResult(0, 0, 0));
    }

    @Test
    void isEmptyWhereThereIsNoCache() {
        ExtractionCache cache = ExtractionCache.of(temp.resolve("nowhere"));
        assertThat(cache.size()).isZero();
        assertThat(cache.hashes()).isEmpty();
        assertThat(cache.evict("aa").results()).isZero();
        assertThat(temp.resolve("nowhere")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "17, 17",
        "2K, 2048",
        "5G, 5368709120",
        "5gb, 5368709120",
        "5 GiB, 5368709120",
        "1T, 1099511627776"
    })
    void readsSizes(String text, long bytes) {
        assertThat(ByteSize.ofVariable(java.util.Map.of("X", text), "X", -1)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "-1", "5E", "G", "B", "9999999999G", "1.5G", "1,5G"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(
                        () ->
                                ExtractionCache.fromEnvironment(
                                        Map.of("QEMU_TEST_UNPACKED_MAX_SIZE", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("QEMU_TEST_UNPACKED_MAX_SIZE='" + text + "'");
    }

    @Test
    void isInTheHomeUnlessToldElsewhere() {
        assertThat(ExtractionCache.fromEnvironment(Map.of("HOME", "/h")).directory())
                .isEqualTo(Path.of("/h/.cache/qemu/unpacked"));
        assertThat(ExtractionCache.fromEnvironment(Map.of("QEMU_TEST_CACHE_DIR", "/c")).directory())
                .isEqualTo(Path.of("/c/unpacked"));
    }
}
