package org.qemu.functional.asset.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.internal.cache.OpenFileSnapshot;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.maintenance.evict.CacheEviction;
import org.qemu.functional.asset.internal.maintenance.evict.EvictedItem;
import org.qemu.functional.asset.internal.maintenance.evict.EvictionPolicy;
import org.qemu.functional.asset.internal.maintenance.evict.EvictionReport;
import org.qemu.functional.asset.internal.maintenance.evict.ExtractionCleaner;
import org.qemu.functional.files.CacheFolder;

/** Checks that twice as many files in a cache take about twice the time, and no more. */
class EvictionComplexityTest {
    private static final int SOME = 1000;
    private static final double MOST = 3;

    @TempDir Path temp;

    @Test
    void listsAndEvictsInLinearTime() throws Exception {
        long some = time(SOME);
        long twice = time(2 * SOME);
        if (twice > MOST * some) { // the JIT compiler affects the time
            some = time(SOME);
            twice = time(2 * SOME);
        }
        System.out.printf(
                "%d entries: %d ms, %d: %d ms%n",
                SOME, some / 1_000_000, 2 * SOME, twice / 1_000_000);
        assertThat((double) twice / some).isLessThan(MOST);
    }

    private long time(int entries) throws Exception {
        CacheOnDisk cache = new CacheOnDisk(Files.createTempDirectory(temp, "cache"));
        for (int i = 0; i < entries; i++) {
            cache.entry("content " + i, 400);
            Files.writeString(cache.folder.resume().resolve("%064x.part".formatted(i)), "x");
        }
        List<EvictedItem> evicted = new ArrayList<>();
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        CacheStats.of(cache.folder, CacheOnDisk.NOW);
        evict(cache.folder, true, evicted);
        evict(cache.folder, false, evicted);
        long time = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        assertThat(evicted).hasSizeGreaterThanOrEqualTo(2 * entries);
        return time;
    }

    /** Each question about a folder that is not there takes as long as one about a file. */
    @Test
    void asksOnlyForTheSizesOfExtractedFilesThatAreThere() throws Exception {
        CacheOnDisk cache = new CacheOnDisk(temp);
        cache.entry("without", 400);
        String with = cache.entry("with", 400).getFileName().toString();
        List<String> asked = new ArrayList<>();
        ExtractionCleaner extracted =
                new ExtractionCleaner() {
                    @Override
                    public List<String> hashes() {
                        return List.of(with);
                    }

                    @Override
                    public long bytes(String hash) {
                        asked.add(hash);
                        return 1000;
                    }

                    @Override
                    public boolean evict(String hash) {
                        return true;
                    }
                };
        EvictionReport report =
                CacheEviction.from(
                                cache.folder,
                                extracted,
                                Clock.fixed(CacheOnDisk.NOW, ZoneOffset.UTC),
                                (Sleeper) time -> {})
                        .run(new EvictionPolicy(Duration.ofDays(100), -1), true, item -> {});
        assertThat(asked).containsExactly(with);
        assertThat(report.removedBytes()).isEqualTo(1000 + "without".length() + "with".length());
    }

    private static void evict(CacheFolder folder, boolean dryRun, List<EvictedItem> evicted)
            throws Exception {
        CacheEviction.from(
                        folder,
                        ExtractionCleaner.NONE,
                        Clock.fixed(CacheOnDisk.NOW, ZoneOffset.UTC),
                        (Sleeper) time -> {})
                .run(new EvictionPolicy(Duration.ofDays(100), -1), dryRun, evicted::add);
    }

    /**
     * The number of files does not matter as long as the checks take less time than reading /proc.
     */
    @Test
    void readsTheOpenFilesOfAllProcessesOnceForMany() throws Exception {
        OpenFileSnapshot open = new OpenFileSnapshot();
        Path used = Files.writeString(temp.resolve("used-by-this-very-test"), "x");
        try (var in = Files.newInputStream(used)) {
            assertThat(in).isNotNull();
            assertThat(open.isOpenOrMapped(used)).isTrue();
        }
        int asked = 0;
        long end = System.nanoTime() + 300_000_000;
        while (System.nanoTime() < end) {
            assertThat(open.isOpenOrMapped(temp.resolve("unused-" + asked++))).isFalse();
        }
        assertThat(asked).isGreaterThan(100 * open.reads());
    }
}
