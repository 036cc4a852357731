package org.qemu.functional.precache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.extraction.CachedFile;
import org.qemu.functional.asset.internal.extraction.ExtractionCache;

/** Runs all commands with assets from a server. */
class PrecacheFromServerTest {
    private static final String CLASS = ServedAssets.class.getName();

    @TempDir Path folder;
    final AtomicInteger requests = new AtomicInteger();
    final Map<String, String> environment = new HashMap<>();
    HttpServer server;
    PrecacheProgram command;
    String hash;

    @BeforeEach
    void start() throws IOException {
        command = new PrecacheProgram(folder);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    byte[] body = exchange.getRequestURI().getPath().getBytes(UTF_8);
                    boolean here = !exchange.getRequestURI().getPath().equals("/gone");
                    boolean head = exchange.getRequestMethod().equals("HEAD");
                    exchange.sendResponseHeaders(here ? 200 : 404, head ? -1 : body.length);
                    if (!head) {
                        exchange.getResponseBody().write(body);
                    }
                    exchange.close();
                });
        server.start();
        hash = sha256("/kernel");
        environment.put(ServedAssets.VARIABLE, url("/kernel") + " " + hash);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
    }

    private static String sha256(String content) {
        return HexFormat.of()
                .formatHex(HashAlgorithm.SHA256.newDigest().digest(content.getBytes(UTF_8)));
    }

    private PrecacheProgram.Result run(String... args) throws Exception {
        return command.run(environment, args);
    }

    /** Do what {@code fetch} does in this process, which goes on to use the asset. */
    private void fetch() {
        AssetCache.fromEnvironment(Map.of("QEMU_TEST_CACHE_DIR", command.cache().toString()))
                .fetch(Asset.of(url("/kernel"), hash));
    }

    private static JsonNode json(PrecacheProgram.Result result) throws IOException {
        return new ObjectMapper().readTree(result.out());
    }

    private Path entry() {
        return command.cache().resolve("download").resolve(hash);
    }

    @Test
    void fetchesOnceAndThenDoesNothing() throws Exception {
        PrecacheProgram.Result first = run("fetch", CLASS, "--json");
        assertThat(first.status()).isZero();
        assertThat(json(first).at("/fetched/0/hash").asText()).isEqualTo(hash);
        assertThat(first.err()).contains("fetching " + url("/kernel")).contains("ok ");
        assertThat(json(run("fetch", CLASS, "--json")).at("/present/0/hash").asText())
                .isEqualTo(hash);
        assertThat(requests).hasValue(1);
    }

    @Test
    void tellsWhatCanNeverBeHadByItsStatus() throws Exception {
        environment.put(ServedAssets.VARIABLE, url("/gone") + " " + sha256("/gone"));
        PrecacheProgram.Result result = run("fetch", CLASS, "--json");
        assertThat(result.status()).isEqualTo(1);
        assertThat(json(result).at("/failed/0/reason").asText()).contains("404");
    }

    @Test
    void drawsOnATerminalAndOnlyThere() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/script")), "script of util-linux is needed");
        environment.put("TERM", "xterm");
        PrecacheProgram.Result drawn = command.runOnTerminal(environment, "fetch", CLASS);
        assertThat(drawn.status()).isZero();
        assertThat(drawn.out()).contains("\u001b[J").contains("ok " + url("/kernel"));
        assertThat(drawn.out()).doesNotContain("fetching ");
        Files.delete(entry());
        environment.put("TERM", "dumb");
        PrecacheProgram.Result plain = command.runOnTerminal(environment, "fetch", CLASS);
        assertThat(plain.out()).doesNotContain("\u001b").contains("fetching " + url("/kernel"));
    }

    @Test
    void findsDamageAndFetchesAgain() throws Exception {
        fetch();
        Files.delete(entry());
        Files.writeString(entry(), "damaged");
        PrecacheProgram.Result dryRun = run("verify", "--dry-run");
        assertThat(dryRun.status()).isEqualTo(1);
        assertThat(entry()).exists();
        PrecacheProgram.Result result = run("verify", "--json");
        assertThat(result.status()).isEqualTo(1);
        assertThat(json(result).at("/entries/0/state").asText()).isEqualTo("damaged");
        assertThat(entry()).doesNotExist();
        assertThat(run("fetch", CLASS).status()).isZero();
        assertThat(run("verify").out()).startsWith("1 whole, 0 damaged");
    }

    @Test
    void evictsWhatIsOldAndCounts() throws Exception {
        run("fetch", CLASS);
        assertThat(json(run("stats", "--json")).at("/verified/files").asInt()).isEqualTo(1);
        assertThat(json(run("evict", "--json")).at("/kept_entries").asInt()).isEqualTo(1);
        Files.writeString(entry().resolveSibling(hash + ".stamp"), "1700000000");
        assertThat(json(run("evict", "--json", "--dry-run")).at("/items/0/outcome").asText())
                .isEqualTo("removed");
        assertThat(entry()).exists();
        assertThat(run("evict").out()).contains("removed entry " + entry());
        assertThat(entry()).doesNotExist();
        assertThat(json(run("stats", "--json")).at("/entries/files").asInt()).isZero();
    }

    @Test
    void evictsWhatWasUnpackedWithItsAsset() throws Exception {
        byte[] content = new byte[100_000]; // small results are not kept
        new Random(1).nextBytes(content);
        Path archive = folder.resolve("file.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            out.write(content);
        }
        run("fetch", CLASS);
        ExtractionCache unpacked = ExtractionCache.of(command.cache());
        unpacked.uncompress(new CachedFile(hash, archive, "file.gz"), null, folder.resolve("file"));
        assertThat(unpacked.hashes()).containsExactly(hash);
        assertThat(json(run("evict", "--json")).at("/kept_bytes").asLong())
                .isGreaterThan(Files.size(entry()));

        assertThat(run("evict", "--max-size", "0").status()).isZero();

        assertThat(entry()).doesNotExist();
        assertThat(unpacked.hashes()).isEmpty();
        assertThat(json(run("evict", "--json")).at("/items")).isEmpty();
    }

    @Test
    void carriesAssetsToAMachineWithoutNetwork() throws Exception {
        String archive = folder.resolve("assets.tar.zst").toString();
        PrecacheProgram.Result none = run("export", archive, CLASS);
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.out()).contains("missing " + hash).contains("--partial");
        assertThat(Path.of(archive)).doesNotExist();

        fetch();
        assertThat(run("export", archive, CLASS).status()).isZero();
        PrecacheProgram elsewhere = new PrecacheProgram(folder, folder.resolve("elsewhere"));
        PrecacheProgram.Result result = elsewhere.run(environment, "import", archive, "--json");
        assertThat(result.status()).isZero();
        assertThat(json(result).at("/imported/0/url").asText()).isEqualTo(url("/kernel"));
        assertThat(json(elsewhere.run(environment, "fetch", CLASS, "--json")).at("/present"))
                .hasSize(1);
        assertThat(requests).hasValue(1);
    }

    @Test
    void checksLinks() throws Exception {
        PrecacheProgram.Result ok = run("check-links", CLASS);
        assertThat(ok.status()).isZero();
        assertThat(ok.out()).startsWith("1 ok, 0 moved, 0 changed, 0 gone");
        environment.put(ServedAssets.VARIABLE, url("/gone") + " " + sha256("/gone"));
        PrecacheProgram.Result gone = run("check-links", CLASS, "--json");
        assertThat(gone.status()).isEqualTo(1);
        assertThat(json(gone).at("/0/state").asText()).isEqualTo("gone");
        assertThat(json(gone).at("/0/detail").asText()).isEqualTo("HTTP status 404");
        environment.put("QEMU_TEST_NO_DOWNLOAD", "1");
        PrecacheProgram.Result offline = run("check-links", CLASS);
        assertThat(offline.status()).isEqualTo(75);
        assertThat(offline.err()).contains("no link was checked");
    }

    @Test
    void exportsToAPipe() throws Exception {
        fetch();
        PrecacheProgram.Result result = run("export", "-", CLASS);
        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("manifest.json").contains("/kernel");
        assertThat(result.err()).contains("1 assets in -");
    }
}
