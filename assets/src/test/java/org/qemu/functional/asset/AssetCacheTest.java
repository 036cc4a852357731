package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;

class AssetCacheTest {
    @TempDir Path temp;
    final MockWebServer server = new MockWebServer();
    final byte[] content = new byte[300_000];
    CacheFixture fixture;
    Asset asset;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(content);
        server.start();
        fixture = new CacheFixture(temp);
        asset = Asset.of(server.url("/a/file.tar.xz").toString(), CacheFixture.sha256(content));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        if (Files.exists(temp.resolve("download"))) {
            try (Stream<Path> files = Files.list(temp.resolve("download"))) {
                assertThat(files.filter(f -> f.toString().endsWith(".download"))).isEmpty();
            }
        }
    }

    @Test
    void fetchesOnceInTheLayoutOfQemusFramework() throws Exception {
        server.enqueue(CacheFixture.ok(content).build());
        AssetCache cache = fixture.cache();
        assertThat(cache.directory()).isEqualTo(temp.resolve("download"));
        assertThat(cache.contains(asset)).isFalse();

        Path file = cache.fetch(asset);

        assertThat(file).isEqualTo(fixture.entry(asset)).hasBinaryContent(content);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--r-----");
        assertThat(stamp()).hasContent("1700000000");
        assertThat(attribute(file, "qemu-asset-url")).isEqualTo(asset.url());
        assertThat(attribute(file, "qemu-asset-hash")).isEqualTo(asset.hash());
        assertThat(server.takeRequest().getHeaders())
                .contains(
                        new kotlin.Pair<>("User-Agent", "qemu-functional"),
                        new kotlin.Pair<>("Accept-Encoding", "identity"));

        // A second fetch in this process, and in the next process, downloads nothing.
        Files.writeString(stamp(), "17");
        assertThat(cache.fetch(asset)).isEqualTo(file);
        assertThat(stamp()).hasContent("1700000000");
        assertThat(fixture.cache().fetch(asset, TransferListener.NONE)).isFalse();
        assertThat(fixture.cache("QEMU_TEST_NO_DOWNLOAD", "1").fetch(asset)).isEqualTo(file);
        assertThat(cache.contains(asset)).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void takesSha512() throws Exception {
        server.enqueue(CacheFixture.ok(content).build());
        String hash = HexFormat.of().formatHex(HashAlgorithm.SHA512.newDigest().digest(content));
        Asset asset512 = Asset.of(asset.url(), hash);
        assertThat(fixture.cache().fetch(asset512)).hasFileName(hash).hasBinaryContent(content);
    }

    @Test
    void takesWhatQemusFrameworkHasFetched() throws Exception {
        Files.createDirectories(temp.resolve("download"));
        Files.write(fixture.entry(asset), content);
        assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
        assertThat(stamp()).hasContent("1700000000");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void fetchesADamagedEntryAgain() throws Exception {
        Files.createDirectories(temp.resolve("download"));
        Files.writeString(fixture.entry(asset), "damaged");
        AssetCache cache = fixture.cache();
        assertThat(cache.contains(asset)).isFalse();
        server.enqueue(CacheFixture.ok(content).build());
        assertThat(cache.fetch(asset)).hasBinaryContent(content);

        // A changed file is hashed again after its verification, even if it has the same length.
        FileTime before = Files.getLastModifiedTime(fixture.entry(asset));
        Files.setPosixFilePermissions(
                fixture.entry(asset), PosixFilePermissions.fromString("rw-r-----"));
        Files.write(fixture.entry(asset), new byte[content.length]);
        Files.setLastModifiedTime(fixture.entry(asset), before);
        server.enqueue(CacheFixture.ok(content).build());
        assertThat(cache.fetch(asset)).hasBinaryContent(content);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void reportsADamagedEntryWhenDownloadsAreOff() throws Exception {
        Files.createDirectories(temp.resolve("download"));
        Files.writeString(fixture.entry(asset), "damaged");
        assertThatThrownBy(() -> fixture.cache("QEMU_TEST_NO_DOWNLOAD", "1").fetch(asset))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining(asset.url())
                .hasMessageContaining(fixture.entry(asset).toString())
                .hasMessageContaining("unset QEMU_TEST_NO_DOWNLOAD");
    }

    @Test
    void isUnavailableWhenDownloadsAreOff() {
        AssetCache cache = fixture.cache("QEMU_TEST_NO_DOWNLOAD", "1");
        assertThat(cache.mayDownload()).isFalse();
        assertThatThrownBy(() -> cache.fetch(asset))
                .isInstanceOf(AssetUnavailableException.class)
                .hasMessageContaining(asset.url())
                .hasMessageContaining("QEMU_TEST_NO_DOWNLOAD is set");
        assertThat(server.getRequestCount()).isZero();
        assertThat(temp).isEmptyDirectory();
        assertThat(fixture.cache("QEMU_TEST_NO_DOWNLOAD", "").mayDownload()).isTrue();
    }

    @Test
    void refreshesOnceAProcess() throws Exception {
        server.enqueue(CacheFixture.ok(content).build());
        server.enqueue(CacheFixture.ok(content).build());
        fixture.cache().fetch(asset);
        AssetCache cache = fixture.cache("QEMU_TEST_REFRESH_CACHE", "");
        assertThat(cache.fetch(asset, TransferListener.NONE)).isTrue();
        assertThat(cache.fetch(asset, TransferListener.NONE)).isFalse();
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void keepsTheEntryWhenARefreshFails() throws Exception {
        server.enqueue(CacheFixture.ok(content).build());
        server.enqueue(CacheFixture.status(404));
        fixture.cache().fetch(asset);
        AssetCache cache = fixture.cache("QEMU_TEST_REFRESH_CACHE", "1");
        assertThatThrownBy(() -> cache.fetch(asset)).isInstanceOf(AssetException.class);
        assertThat(fixture.entry(asset)).hasBinaryContent(content);
    }

    @Test
    void fetchesOnceForManyThreadsAndCaches() throws Exception {
        server.enqueue(CacheFixture.ok(content).build());
        List<Callable<Path>> asks = new ArrayList<>();
        AssetCache shared = fixture.cache();
        for (int i = 0; i < 16; i++) {
            AssetCache cache = i % 2 == 0 ? shared : fixture.cache();
            asks.add(() -> cache.fetch(asset));
        }
        ExecutorService threads = Executors.newFixedThreadPool(asks.size());
        try {
            for (Future<Path> answer : threads.invokeAll(asks)) {
                assertThat(answer.get()).hasBinaryContent(content);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void saysWhatToDoWhenTheFolderCannotBeMade() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "");
        assertThatThrownBy(() -> new CacheFixture(file).cache().fetch(asset))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("QEMU_TEST_CACHE_DIR");
    }

    @Test
    void findsItsFolder() {
        assertThat(AssetCache.fromEnvironment(Map.of("HOME", "/h")).directory())
                .hasToString("/h/.cache/qemu/download");
        assertThat(AssetCache.fromEnvironment(Map.of("QEMU_TEST_CACHE_DIR", "/c")).directory())
                .hasToString("/c/download");
        assertThat(
                        AssetCache.fromEnvironment(Map.of("HOME", "/h", "QEMU_TEST_CACHE_DIR", ""))
                                .directory())
                .hasToString("/h/.cache/qemu/download");
    }

    private Path stamp() {
        return fixture.entry(asset).resolveSibling(asset.hash() + ".stamp");
    }

    private static String attribute(Path file, String name) throws IOException {
        var view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        return new String(value.array(), StandardCharsets.UTF_8);
    }
}
