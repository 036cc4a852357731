package org.qemu.functional.asset.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.maintenance.evict.EvictionPolicy;
import org.qemu.functional.asset.internal.maintenance.transport.ArchiveExporter;
import org.qemu.functional.asset.internal.maintenance.transport.ArchiveImporter;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.maintenance.transport.CacheRefusedException;
import org.qemu.functional.asset.internal.maintenance.transport.EntryListener;
import org.qemu.functional.files.CacheFolder;

/** Kills maintenance commands, runs several concurrently, and denies them access. */
class MaintenanceFailuresTest {
    private static final int ENTRIES = 40;

    @TempDir Path temp;

    private CacheOnDisk filled() throws IOException {
        CacheOnDisk cache = new CacheOnDisk(temp);
        for (int i = 0; i < ENTRIES; i++) {
            cache.entry("entry " + i, i);
        }
        return cache;
    }

    private static Process evicting(CacheOnDisk cache, String... prefix) throws IOException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(Holder.commandOf(EvictMain.class.getName()));
        command.add(cache.folder.base().toString());
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> !file.endsWith(".lock")).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 20})
    void leavesEntriesWholeOrAbsentWhenKilledAndEndsWhatWasBegunTheNextTime(int lines)
            throws Exception {
        CacheOnDisk cache = filled();
        Process process = evicting(cache);
        BufferedReader output = process.inputReader();
        for (int i = 0; i < lines; i++) {
            assertThat(output.readLine()).startsWith("REMOVED");
        }
        process.destroyForcibly().waitFor();

        List<StoredEntry> left = CacheContents.of(cache.folder, CacheOnDisk.NOW).entries();
        assertThat(left).hasSizeLessThanOrEqualTo(ENTRIES - lines);
        for (StoredEntry entry : left) {
            assertThat(HashAlgorithm.SHA256.hashOf(entry.file())).isEqualTo(entry.hash());
        }
        assertThat(evicting(cache).waitFor()).isZero();
        assertThat(files(cache.folder.download())).isEmpty();
        assertThat(files(cache.folder.verified())).isEmpty();
    }

    @Test
    void sharesTheWorkWithAnotherEviction() throws Exception {
        CacheOnDisk cache = filled();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(evicting(cache));
        }
        int removed = 0;
        for (Process process : processes) {
            removed +=
                    (int)
                            process.inputReader()
                                    .lines()
                                    .filter(line -> line.startsWith("REMOVED to make room"))
                                    .count();
            assertThat(process.waitFor()).isZero();
        }
        assertThat(removed).isEqualTo(ENTRIES);
        assertThat(files(cache.folder.download())).isEmpty();
    }

    @Test
    void saysWhatItMayNotRemoveAndGoesOn() throws Exception {
        assumeTrue(
                Files.isReadable(Path.of("/etc/shadow")),
                "only root can give up what lets it write everywhere");
        CacheOnDisk cache = new CacheOnDisk(temp);
        cache.entry("a", 1);
        cache.entry("b", 1);
        // The lock files must exist, as they do after the first use of any cache.
        cache.evict(new EvictionPolicy(null, Long.MAX_VALUE), false);
        Files.createFile(cache.folder.base().resolve("in-use.lock"));
        Files.createFile(cache.folder.download().resolve(".lock"));
        Files.setPosixFilePermissions(
                cache.folder.download(), PosixFilePermissions.fromString("r-xr-xr-x"));
        Process process =
                evicting(
                        cache,
                        "setpriv",
                        "--bounding-set=-dac_override,-dac_read_search",
                        "--inh-caps=-all");
        List<String> lines = process.inputReader().lines().toList();
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .startsWith("FAILED permission denied: ")
                                        .contains(cache.folder.download().toString()));
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(files(cache.folder.download())).hasSize(4);
    }

    @Test
    void importsWhatThereIsRoomForAndSaysSo() throws Exception {
        Path small = Files.createDirectory(temp.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=256k", "none", small.toString()) == 0,
                "a full disk requires a tmpfs, which only root can mount");
        try {
            CacheOnDisk cache = new CacheOnDisk(Files.createDirectory(temp.resolve("from")));
            List<ArchivedEntry> entries =
                    IntStream.of(1000, 1_000_000)
                            .mapToObj("x"::repeat)
                            .map(CacheOnDisk::sha256)
                            .map(hash -> new ArchivedEntry(hash, "unknown", 0))
                            .toList();
            cache.entry("x".repeat(1000), 1);
            cache.entry("x".repeat(1_000_000), 1);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ArchiveExporter.from(cache.folder, EntryListener.NONE).write(entries, out);
            CacheFolder to = new CacheFolder(small.toRealPath());

            assertThatThrownBy(
                            () ->
                                    ArchiveImporter.into(to, EntryListener.NONE)
                                            .read(new ByteArrayInputStream(out.toByteArray())))
                    .isInstanceOf(CacheRefusedException.class)
                    .hasMessageContaining(entries.get(1).hash())
                    .hasMessageContaining("No space left on device; free disk space");
            assertThat(files(to.download()))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder(
                            entries.get(0).hash(), entries.get(0).hash() + ".stamp");
        } finally {
            assertThat(run("umount", "--lazy", small.toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
