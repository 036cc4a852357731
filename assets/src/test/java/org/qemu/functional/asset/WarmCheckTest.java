package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;

/** Checks that an entry is hashed when necessary, and only then. */
class WarmCheckTest {
    private final MockWebServer server = new MockWebServer();
    private final byte[] content = "a kernel".getBytes(StandardCharsets.UTF_8);

    @TempDir Path temp;
    private CacheFixture fixture;
    private CacheFolder folder;
    private Asset asset;
    private Path entry;

    @BeforeEach
    void start() throws IOException {
        server.start();
        fixture = new CacheFixture(temp);
        folder = new CacheFolder(temp);
        asset = Asset.of(server.url("/kernel").toString(), CacheFixture.sha256(content));
        entry = fixture.entry(asset);
        Files.createDirectories(entry.getParent());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Write the entry as another process would have done some time ago. */
    private void bring(String text) throws IOException {
        Files.writeString(entry, text);
        FileIdentity identity = FileIdentity.of(entry);
        // A file is only recorded if it was not changed in the current clock tick: wait for the
        // next tick.
        Path probe = temp.resolve("probe");
        do {
            Files.writeString(probe, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } while (FileIdentity.of(probe).modified() - identity.changed() < 30_000_000);
        Files.delete(probe);
    }

    /**
     * Change the content and update the record, so that only reading the file reveals the change.
     */
    private void changeSecretly() throws IOException {
        Files.writeString(entry, "A KERNEL");
        Files.writeString(folder.verified().resolve(asset.hash()), FileIdentity.of(entry).line());
    }

    @Test
    void hashesOnceForAllProcesses() throws IOException {
        bring("a kernel");
        assertThat(fixture.cache().contains(asset)).isTrue();
        changeSecretly();

        assertThat(fixture.cache().contains(asset)).as("believed").isTrue();
        assertThat(fixture.cache().fetch(asset)).hasContent("A KERNEL");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void doesNotHashWhatItFetched() throws IOException {
        server.enqueue(CacheFixture.ok(content).build());
        assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
        Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rw-r-----"));
        changeSecretly();
        assertThat(fixture.cache().fetch(asset)).hasContent("A KERNEL");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void hashesAgainWhatWasTouched() throws IOException {
        bring("a kernel");
        AssetCache cache = fixture.cache();
        assertThat(cache.contains(asset)).isTrue();
        FileTime time = Files.getLastModifiedTime(entry);
        Files.writeString(entry, "A KERNEL");
        Files.setLastModifiedTime(entry, time); // size and time are as before, except for ctime

        assertThat(cache.contains(asset)).isFalse();
        assertThat(fixture.cache().contains(asset)).isFalse();
    }

    @Test
    void hashesAgainWhenRefreshIsAskedForOffline() throws IOException {
        bring("a kernel");
        assertThat(fixture.cache().contains(asset)).isTrue();
        changeSecretly();
        AssetCache cache =
                fixture.cache("QEMU_TEST_REFRESH_CACHE", "1", "QEMU_TEST_NO_DOWNLOAD", "1");
        assertThatThrownBy(() -> cache.fetch(asset))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining("is damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"entry", "record"})
    void believesNothingThatAnotherUserWrote(String what) throws IOException {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "only root can give files away");
        bring("a kernel");
        assertThat(fixture.cache().contains(asset)).isTrue();
        Path record = folder.verified().resolve(asset.hash());
        if (what.equals("entry")) {
            Files.setAttribute(entry, "unix:uid", 4242);
        }
        changeSecretly();
        if (what.equals("record")) {
            Files.setAttribute(record, "unix:uid", 4242);
        }
        assertThat(fixture.cache().contains(asset)).as("hashed").isFalse();
        server.enqueue(CacheFixture.ok(content).build());
        assertThat(fixture.cache().fetch(asset)).hasContent("a kernel");
        assertThat(fixture.cache().contains(asset)).isTrue();
    }

    @Test
    void usesAnotherUsersEntryOnceItIsHashed() throws IOException {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "only root can give files away");
        bring("a kernel");
        Files.setAttribute(entry, "unix:uid", 4242);
        List<String> told = new ArrayList<>();
        TransferListener listener =
                new TransferListener() {
                    @Override
                    public void checking() {
                        told.add("hashed");
                    }
                };
        AssetCache cache = fixture.cache();
        assertThat(cache.fetch(asset, listener)).isFalse();
        assertThat(cache.fetch(asset, listener)).isFalse();
        assertThat(told).as("once in a process").hasSize(1);
        assertThat(fixture.cache().fetch(asset, listener)).isFalse();
        assertThat(told).as("and in the next").hasSize(2);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void tellsWhoseAnEntryIsThatCannotBeRead() throws Exception {
        bring("a kernel");
        assertThat(fixture.cache().contains(asset)).isTrue();
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            Files.setAttribute(entry, "unix:uid", 4242);
        }
        Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("---------"));
        try (ChildProcess child = ChildProcess.fetchingAsAnybody(temp, asset)) {
            String line = child.awaitLineWith("failed: ");
            assertThat(line)
                    .contains("permission denied to read " + entry)
                    .contains("it belongs to user '" + Files.getOwner(entry).getName() + "'")
                    .contains("has mode 0000")
                    .contains("chmod a+r")
                    .contains("QEMU_TEST_CACHE_DIR");
        }
    }

    @Test
    void takesATornRecordForNone() throws IOException {
        bring("a kernel");
        assertThat(fixture.cache().contains(asset)).isTrue();
        for (String record : List.of("", "1 2", "x\n")) {
            Files.writeString(folder.verified().resolve(asset.hash()), record);
            assertThat(fixture.cache().contains(asset)).isTrue();
        }
        Files.writeString(entry, "A KERNEL");
        Files.writeString(folder.verified().resolve(asset.hash()), "");
        assertThat(fixture.cache().contains(asset)).isFalse();
    }

    @Test
    void doesNotRecordWhatWasChangedInThisTick() throws IOException {
        // The clock of the file system usually does not advance between these two changes.
        for (int i = 0; i < 20; i++) {
            Files.deleteIfExists(folder.verified().resolve(asset.hash()));
            Files.writeString(entry, "a kernel");
            long changed = FileIdentity.of(entry).changed();
            assertThat(fixture.cache().contains(asset)).isTrue();
            Path record = folder.verified().resolve(asset.hash());
            if (Files.exists(record)) {
                assertThat(FileIdentity.of(record).modified() - changed)
                        .as("nanoseconds since the last change of the entry")
                        .isGreaterThanOrEqualTo(20_000_000);
            }
        }
    }

    @Test
    void worksWithoutAPlaceForRecords() throws IOException {
        bring("a kernel");
        Files.writeString(folder.verified(), "in the way");
        assertThat(fixture.cache().contains(asset)).isTrue();
        assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void mindsNoClock() throws IOException {
        bring("a kernel");
        for (Instant time : List.of(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"))) {
            Files.setLastModifiedTime(entry, FileTime.from(time));
            Files.writeString(Path.of(entry + ".stamp"), Long.toString(time.getEpochSecond() + 9));
            assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
            assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
            assertThat(Path.of(entry + ".stamp"))
                    .hasContent(Long.toString(CacheFixture.NOW.getEpochSecond()));
        }
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void putsTheDamagedInQuarantine() throws IOException {
        server.enqueue(CacheFixture.ok(content).build());
        bring("A KERNEL");
        assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
        Path kept =
                folder.quarantine().resolve(asset.hash() + "." + CacheFixture.NOW.getEpochSecond());
        assertThat(kept).hasContent("A KERNEL");
        assertThat(Path.of(kept + ".txt"))
                .content()
                .contains(asset.url())
                .contains(CacheFixture.sha256("A KERNEL".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void keepsFiveInQuarantine() throws IOException {
        Files.createDirectories(folder.quarantine());
        for (int i = 1; i <= 7; i++) {
            Files.writeString(folder.quarantine().resolve("f".repeat(64) + "." + i), "x");
            Files.writeString(folder.quarantine().resolve("f".repeat(64) + "." + i + ".txt"), "x");
        }
        server.enqueue(CacheFixture.ok(content).build());
        bring("A KERNEL");
        assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
        try (Stream<Path> files = Files.list(folder.quarantine())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(10)
                    .noneMatch(name -> name.startsWith("f".repeat(64) + ".3"));
        }
    }

    @Test
    void usesAFolderThatItMayOnlyRead() throws Exception {
        bring("a kernel");
        readOnly(folder.download());
        try (ChildProcess child = ChildProcess.fetchingAsAnybody(temp, asset)) {
            child.awaitLine("present");
        }
        assertThat(folder.verified()).doesNotExist();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void saysWhenItMayNotWrite() throws Exception {
        readOnly(folder.download());
        try (ChildProcess child = ChildProcess.fetchingAsAnybody(temp, asset)) {
            child.awaitLine(
                    "failed: cannot keep asset %s in the cache: permission denied: %s; set QEMU_TEST_CACHE_DIR to a writable folder"
                            .formatted(asset.url(), folder.download().resolve(".lock")));
        }
        assertThat(server.getRequestCount()).isZero();
    }

    private void readOnly(Path download) throws IOException {
        Files.setPosixFilePermissions(download, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("r-xr-xr-x"));
    }

    @AfterEach
    void allowToClean() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(
                folder.download(), PosixFilePermissions.fromString("rwx------"));
    }
}
