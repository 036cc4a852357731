package org.qemu.functional.asset.internal.maintenance.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.TransferListener;
import org.qemu.functional.asset.internal.maintenance.CacheOnDisk;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.maintenance.transport.EntryListener;
import org.qemu.functional.files.ProgramPath;

/** Uses Debian's nginx as the store of a site. */
class NginxSiteTest {
    private static final String CONFIGURATION =
            """
            daemon off;
            master_process off;
            pid %1$s/pid;
            error_log stderr notice;
            events {}
            http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                server {
                    listen 127.0.0.1:%2$d;
                    client_max_body_size 1m;
                    location / { root %1$s/site; dav_methods PUT; limit_rate %3$s; }
                }
            }
            """;

    @TempDir Path temp;
    private Process nginx;
    private int port;

    @BeforeEach
    void findPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    private void start(String rate) throws IOException {
        String path = System.getenv("PATH") + ":/usr/sbin"; // not in the PATH of every user
        Path program = ProgramPath.find("nginx", Map.of("PATH", path)).orElse(null);
        assumeTrue(program != null, "nginx is not installed");
        Files.createDirectories(temp.resolve("site"));
        Path file =
                Files.writeString(
                        temp.resolve("nginx.conf"), CONFIGURATION.formatted(temp, port, rate));
        nginx =
                new ProcessBuilder(program.toString(), "-p", temp.toString(), "-c", file.toString())
                        .redirectErrorStream(true)
                        .start();
        BufferedReader lines = nginx.inputReader(StandardCharsets.UTF_8);
        StringBuilder all = new StringBuilder();
        // This line follows the calls of listen.
        while (!all.toString().contains("event method")) {
            String line = lines.readLine();
            assertThat(line).as("nginx ended: %s", all).isNotNull();
            all.append(line).append('\n');
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (nginx != null) {
            nginx.destroyForcibly().waitFor();
        }
    }

    private String store() {
        return "http://127.0.0.1:%d/{hash}".formatted(port);
    }

    private AssetCache second() {
        return AssetCache.fromEnvironment(
                Map.of(
                        "QEMU_TEST_CACHE_DIR",
                        temp.resolve("second").toString(),
                        "QEMU_TEST_MIRRORS",
                        "=" + store()));
    }

    private PushReport push(CacheOnDisk cache, List<Path> files) throws Exception {
        List<ArchivedEntry> entries = new ArrayList<>();
        for (Path file : files) {
            entries.add(
                    new ArchivedEntry(file.getFileName().toString(), "unknown", Files.size(file)));
        }
        return CachePush.from(cache.folder)
                .to(PushTarget.of(store(), Map.of()), entries, EntryListener.NONE);
    }

    @Test
    void servesTheAssetsOfASiteWithoutTheirOrigins() throws Exception {
        start("0");
        CacheOnDisk cache = new CacheOnDisk(Files.createDirectories(temp.resolve("first")));
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            files.add(cache.entry("asset %d".formatted(i).repeat(1000), 1));
        }
        Path large = cache.entry("x".repeat(2 << 20), 1);
        assertThat(push(cache, files).pushed()).hasSize(12);
        files.add(large);
        PushReport again = push(cache, files);
        assertThat(again.present()).hasSize(12);
        assertThat(again.failures().values())
                .singleElement()
                .satisfies(f -> assertThat(f.reason()).contains("413", "client_max_body_size"));

        for (Path file : files.subList(0, 12)) {
            String hash = file.getFileName().toString();
            assertThat(second().fetch(Asset.of("http://127.0.0.1:1/" + hash, hash)))
                    .hasSameBinaryContentAs(file);
        }
    }

    @Test
    void theOriginServesWhenTheStoreDiesInTheMiddle() throws Exception {
        start("20k");
        CacheOnDisk cache = new CacheOnDisk(Files.createDirectories(temp.resolve("first")));
        Path file = cache.entry("a large file ".repeat(50_000), 1);
        assertThat(push(cache, List.of(file)).pushed()).hasSize(1);
        try (MockWebServer origin = new MockWebServer()) {
            origin.start();
            origin.enqueue(
                    new MockResponse.Builder()
                            .body(new Buffer().write(Files.readAllBytes(file)))
                            .build());
            String url = origin.url("/file").toString();
            List<String> reasons = new ArrayList<>();
            TransferListener killer =
                    new TransferListener() {
                        @Override
                        public void received(long bytes) {
                            nginx.destroyForcibly();
                        }

                        @Override
                        public void movingOn(String reason) {
                            reasons.add(reason);
                        }
                    };
            second().fetch(Asset.of(url, file.getFileName().toString()), killer);
            assertThat(second().directory().resolve(file.getFileName()))
                    .hasSameBinaryContentAs(file);
            assertThat(reasons).singleElement().asString().contains("127.0.0.1:" + port);
            assertThat(origin.getRequestCount()).isEqualTo(1);
        }
        PushReport away = push(cache, List.of(file));
        assertThat(away.failures().values())
                .singleElement()
                .satisfies(f -> assertThat(f.temporary()).isTrue());
    }
}
