package org.qemu.functional.asset.internal.maintenance.evict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.asset.internal.cache.DownloadLock;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.InUseLock;
import org.qemu.functional.asset.internal.cache.OpenFiles;
import org.qemu.functional.asset.internal.maintenance.CacheOnDisk;
import org.qemu.functional.asset.internal.maintenance.Holder;
import org.qemu.functional.asset.internal.maintenance.LastUse;
import org.qemu.functional.files.HeldLock;

class CacheEvictionTest {
    private static final EvictionPolicy EVERYTHING = new EvictionPolicy(null, 0);

    @TempDir Path temp;
    CacheOnDisk cache;

    @BeforeEach
    void make() throws IOException {
        cache = new CacheOnDisk(temp);
    }

    @Test
    void removesWhatWasNotUsedForLongerWithAllThatBelongsToIt() throws Exception {
        Path old = cache.entry("old", 184);
        Path sha512 = cache.entry(HashAlgorithm.SHA512, "old", 184);
        Path used = cache.entry("used", 182);
        cache.withResults.add(old.getFileName().toString());

        EvictionReport report = cache.evictOlderThan(183);

        assertThat(old).doesNotExist();
        assertThat(sha512).doesNotExist();
        assertThat(cache.stampOf(old)).doesNotExist();
        assertThat(cache.recordOf(old)).doesNotExist();
        assertThat(cache.evictedResults).contains(old.getFileName().toString());
        assertThat(used).exists();
        assertThat(cache.stampOf(used)).exists();
        assertThat(cache.recordOf(used)).exists();
        assertThat(report.keptEntries()).isEqualTo(1);
        assertThat(report.keptBytes()).isEqualTo(4);
        assertThat(report.removedBytes()).isEqualTo(3 + 1000 + 3);
    }

    @Test
    void makesRoomByTheLeastRecentlyUsedWithWhatWasUnpackedFromThem() throws Exception {
        Path third = cache.entry("ccc", 1);
        Path first = cache.entry("aaa", 3);
        Path second = cache.entry("bbb", 2);
        cache.withResults.add(third.getFileName().toString());

        EvictionReport report = cache.evict(new EvictionPolicy(null, 1006), false);

        assertThat(first).doesNotExist();
        assertThat(second).exists();
        assertThat(third).exists();
        assertThat(report.keptBytes()).isEqualTo(1006);
    }

    @Test
    void tellsTheSamePlanInADryRunAndChangesNothing() throws Exception {
        cache.entry("old", 200);
        cache.entry("used", 1);
        cache.old(cache.folder.resume().resolve(CacheOnDisk.sha256("part") + ".part"), 8);
        cache.old(cache.folder.download().resolve(CacheOnDisk.sha256("x") + ".download"), 1);
        cache.old(cache.folder.download().resolve(CacheOnDisk.sha256("y") + ".stamp"), 1);
        Map<String, FileTime> before = tree();
        EvictionPolicy policy = new EvictionPolicy(Duration.ofDays(183), 100);

        EvictionReport plan = cache.evict(policy, true);

        assertThat(tree()).isEqualTo(before);
        assertThat(plan.items()).hasSize(4);
        assertThat(cache.evict(policy, false)).isEqualTo(plan);
        // The lock files exist as well.
        assertThat(cache.evict(EVERYTHING, true)).isEqualTo(cache.evict(EVERYTHING, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "-", "99999999999999999999", "9223372036854775807"})
    void countsABrokenStampAsNone(String content) throws Exception {
        Path recent = cache.entry("recent", 999);
        cache.stamp(recent, content);
        Files.setLastModifiedTime(
                recent, FileTime.from(CacheOnDisk.NOW.minus(Duration.ofDays(10))));
        Path old = cache.entry("before there were stamps", 999);
        cache.stamp(old, content);
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));

        cache.evictOlderThan(183);

        assertThat(recent).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    void countsAnEntryWithoutStampFromTheReleaseThatBroughtThem() throws Exception {
        Path old = cache.entry("before there were stamps", 999);
        Files.delete(cache.stampOf(old));
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        long age = Duration.between(LastUse.FIRST_STAMPS, CacheOnDisk.NOW).toDays();

        cache.evictOlderThan((int) age);
        assertThat(old).exists();
        cache.evictOlderThan((int) age - 1);
        assertThat(old).doesNotExist();
    }

    @Test
    void leavesWhatAnotherProcessUses() throws Exception {
        Path used = cache.entry("used", 999);
        Path unused = cache.entry("unused", 999);
        try (Holder holder =
                Holder.java("use", cache.folder.base().toString(), used.getFileName().toString())) {
            EvictionReport report = cache.evict(EVERYTHING, false);
            assertThat(used).exists();
            assertThat(cache.recordOf(used)).exists();
            assertThat(unused).doesNotExist();
            assertThat(report.items())
                    .anySatisfy(
                            item -> {
                                assertThat(item.path()).isEqualTo(used);
                                assertThat(item.outcome()).isEqualTo(EvictedItem.Outcome.IN_USE);
                            });
            holder.kill();
        }
        cache.evict(EVERYTHING, false);
        assertThat(used).doesNotExist();
    }

    @Test
    void leavesWhatThisProcessUses() throws Exception {
        Path used = cache.entry("used", 999);
        InUseLock.hold(cache.folder, used.getFileName().toString());
        cache.evict(EVERYTHING, false);
        assertThat(used).exists();
    }

    @Test
    void leavesWhatAnyProcessHasOpen() throws Exception {
        Path open = cache.entry("open", 999);
        try (Holder holder = Holder.shell("exec 9<\"$1\"; echo held; read x", open)) {
            cache.evict(EVERYTHING, false);
            assertThat(open).exists();
            holder.kill();
        }
        cache.evict(EVERYTHING, false);
        assertThat(open).doesNotExist();
    }

    @Test
    void leavesWhatAProcessHasMappedAndClosed() throws Exception {
        Path mapped = cache.entry("mapped", 999);
        try (Holder holder = Holder.java("map", mapped.toString(), "")) {
            try (Stream<Path> descriptors = Files.list(holder.proc().resolve("fd"))) {
                for (Path link : (Iterable<Path>) descriptors::iterator) {
                    assertThat(Files.readSymbolicLink(link)).isNotEqualTo(mapped);
                }
            }
            cache.evict(EVERYTHING, false);
            assertThat(mapped).exists();
        }
    }

    @Test
    void seesAnOpenFileOfAProcessThatOpensAndClosesOthersAllTheTime() throws Exception {
        Path open = cache.entry("open", 999);
        String program =
                """
                import os, sys, threading
                held = open(sys.argv[1])
                def churn():
                    while True:
                        for fd in [os.open('/dev/null', os.O_RDONLY) for i in range(50)]:
                            os.close(fd)
                threading.Thread(target=churn, daemon=True).start()
                print('held', flush=True)
                sys.stdin.read()
                """;
        try (Holder holder = Holder.of("python3", "-c", program, open.toString())) {
            assertThat(holder.proc()).exists();
            for (int i = 0; i < 100; i++) {
                assertThat(OpenFiles.isOpenOrMapped(open)).isTrue();
            }
        }
    }

    @Test
    void leavesWhatIsBeingFetchedAnew() throws Exception {
        Path entry = cache.entry("refreshed", 999);
        String hash = entry.getFileName().toString();
        Path download = entry.resolveSibling(hash + ".download");
        try (FileChannel channel = FileChannel.open(Files.writeString(download, "half"))) {
            cache.evict(EVERYTHING, false);
            assertThat(entry).exists();
            assertThat(download).exists();
            assertThat(channel.isOpen()).isTrue();
        }
        try (HeldLock lock = DownloadLock.tryAcquire(cache.folder.download(), hash)) {
            assertThat(lock).isNotNull();
            cache.evict(EVERYTHING, false);
            assertThat(entry).exists();
            assertThat(download).exists();
        }
    }

    @Test
    void leavesWhatWasUsedSinceItBegan() throws Exception {
        Path slow = cache.entry("slow", 300);
        Path meanwhile = cache.entry("meanwhile", 200);
        ExtractionCleaner results =
                new ExtractionCleaner() {
                    @Override
                    public List<String> hashes() {
                        return List.of();
                    }

                    @Override
                    public long bytes(String hash) {
                        return 0;
                    }

                    @Override
                    public boolean evict(String hash) throws IOException {
                        cache.stamp(meanwhile, Long.toString(CacheOnDisk.NOW.getEpochSecond()));
                        return true;
                    }
                };
        CacheEviction.from(
                        cache.folder,
                        results,
                        Clock.fixed(CacheOnDisk.NOW, ZoneOffset.UTC),
                        time -> {})
                .run(EVERYTHING, false, item -> {});
        assertThat(slow).doesNotExist();
        assertThat(meanwhile).exists();
    }

    @Test
    void removesAbandonedDownloadsAndOldParts() throws Exception {
        Path download = cache.folder.download().resolve(CacheOnDisk.sha256("a") + ".download");
        Files.writeString(download, "half");
        Path part = cache.old(cache.folder.resume().resolve(CacheOnDisk.sha256("b")), 8);
        Path youngPart = cache.old(cache.folder.resume().resolve(CacheOnDisk.sha256("c")), 6);
        Path stamp =
                cache.old(cache.folder.download().resolve(CacheOnDisk.sha256("d") + ".stamp"), 0);
        Files.createDirectories(cache.folder.verified());
        Path verified = cache.old(cache.folder.verified().resolve(CacheOnDisk.sha256("e")), 0);
        cache.withResults.add(CacheOnDisk.sha256("f"));

        cache.evictOlderThan(183);

        assertThat(download).doesNotExist();
        assertThat(part).doesNotExist();
        assertThat(youngPart).exists();
        assertThat(stamp).doesNotExist();
        assertThat(verified).doesNotExist();
        assertThat(cache.evictedResults).containsExactly(CacheOnDisk.sha256("f"));
    }

    @Test
    void keepsADamagedEntryForAsLongAfterItWasFoundHoweverOldItsFileIs() throws Exception {
        long found = CacheOnDisk.NOW.minus(Duration.ofDays(100)).getEpochSecond();
        String name = CacheOnDisk.sha256("damaged") + "." + found;
        Path kept = cache.old(cache.folder.quarantine().resolve(name), 999);
        Path text = cache.old(cache.folder.quarantine().resolve(name + ".txt"), 999);

        cache.evictOlderThan(183);
        assertThat(kept).exists();
        cache.evictOlderThan(99);
        assertThat(kept).doesNotExist();
        assertThat(text).doesNotExist();
    }

    @Test
    void touchesNothingThatIsNoEntry() throws Exception {
        Path strange = cache.old(cache.folder.download().resolve("README"), 999);
        Path upper =
                cache.old(
                        // The cache writes no such files.
                        cache.folder.download().resolve("A".repeat(64)), 999);
        Path directory = Files.createDirectory(cache.folder.download().resolve("b".repeat(64)));
        cache.evict(EVERYTHING, false);
        assertThat(strange).exists();
        assertThat(upper).exists();
        assertThat(directory).exists();
    }

    @Test
    void removesALinkAndNotWhatItLeadsTo() throws Exception {
        Path target = cache.old(temp.resolve("mine"), 999);
        Path link = cache.folder.download().resolve("c".repeat(64));
        Files.createSymbolicLink(link, target);
        cache.evict(EVERYTHING, false);
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(target).exists();
    }

    @Test
    void doesNothingWhereThereIsNoCache() throws Exception {
        CacheOnDisk none = new CacheOnDisk(Files.createDirectory(temp.resolve("none")));
        for (Path each : List.of(none.folder.download(), none.folder.resume())) {
            Files.delete(each);
        }
        assertThat(none.evict(EVERYTHING, false).items()).isEmpty();
    }

    private Map<String, FileTime> tree() throws IOException {
        Map<String, FileTime> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(temp)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                files.put(temp.relativize(file).toString(), Files.getLastModifiedTime(file));
            }
        }
        return files;
    }
}
