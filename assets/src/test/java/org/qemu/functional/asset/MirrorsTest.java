package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

class MirrorsTest {
    private final MockWebServer origin = new MockWebServer();
    private final MockWebServer mirror = new MockWebServer();
    private final byte[] content = "a kernel".getBytes(StandardCharsets.UTF_8);

    @TempDir Path temp;
    private Path local;
    private CacheFixture fixture;
    private Asset asset;

    @BeforeEach
    void start() throws IOException {
        origin.start();
        mirror.start();
        local = Files.createDirectories(temp.resolve("mirror/pub"));
        fixture = new CacheFixture(temp.resolve("cache"));
        asset = Asset.of(origin.url("/pub/a%20file").toString(), CacheFixture.sha256(content));
    }

    @AfterEach
    void stop() {
        origin.close();
        mirror.close();
    }

    private AssetCache cache(String rules) {
        return fixture.cache("QEMU_TEST_MIRRORS", rules);
    }

    private String rule(String replacement) {
        return origin.url("/") + "=" + replacement;
    }

    @Test
    void asksTheMirrorFirst() throws Exception {
        mirror.enqueue(CacheFixture.ok(content).build());
        assertThat(cache(rule(mirror.url("/m/").toString())).fetch(asset))
                .hasBinaryContent(content);
        assertThat(mirror.takeRequest().getTarget()).isEqualTo("/m/pub/a%20file");
        assertThat(origin.getRequestCount()).isZero();
    }

    @Test
    void namesAFileByItsHash() throws Exception {
        mirror.enqueue(CacheFixture.ok(content).build());
        assertThat(cache("=" + mirror.url("/store/") + "{hash}").fetch(asset))
                .hasBinaryContent(content);
        assertThat(mirror.takeRequest().getTarget()).isEqualTo("/store/" + asset.hash());
        assertThat(origin.getRequestCount()).isZero();
    }

    @Test
    void triesAllThatMatchInTheirOrderThenTheOrigin() throws Exception {
        mirror.enqueue(CacheFixture.status(404));
        mirror.enqueue(CacheFixture.status(410));
        origin.enqueue(CacheFixture.ok(content).build());
        String rules =
                String.join(
                        " \n",
                        "https://example.org/=file:///nonexistent/",
                        rule(mirror.url("/1/").toString()),
                        rule("file://" + temp + "/nothing/"),
                        rule(mirror.url("/2/").toString()));
        List<String> reasons = new ArrayList<>();
        cache(rules)
                .fetch(
                        asset,
                        new TransferListener() {
                            @Override
                            public void movingOn(String reason) {
                                reasons.add(reason);
                            }
                        });
        assertThat(mirror.takeRequest().getTarget()).isEqualTo("/1/pub/a%20file");
        assertThat(mirror.takeRequest().getTarget()).isEqualTo("/2/pub/a%20file");
        assertThat(reasons).hasSize(3);
        assertThat(reasons.get(1)).contains("there is no file '" + temp + "/nothing/pub/a file'");
    }

    @Test
    void movesOnFromAWrongHashAndSaysSo() {
        mirror.enqueue(CacheFixture.ok("another".getBytes(StandardCharsets.UTF_8)).build());
        origin.enqueue(CacheFixture.ok(content).build());
        List<String> reasons = new ArrayList<>();
        boolean fetched =
                cache(rule(mirror.url("/").toString()))
                        .fetch(
                                asset,
                                new TransferListener() {
                                    @Override
                                    public void movingOn(String reason) {
                                        reasons.add(reason);
                                    }
                                });
        assertThat(fetched).isTrue();
        assertThat(fixture.entry(asset)).hasBinaryContent(content);
        assertThat(reasons).hasSize(1).first().asString().contains("sent 7 bytes with hash");
    }

    @Test
    void copiesFromALocalMirror() throws IOException {
        Files.write(local.resolve("a file"), content);
        assertThat(cache(rule("file://" + temp + "/mirror/")).fetch(asset))
                .hasBinaryContent(content);
        assertThat(local.resolve("a file")).hasBinaryContent(content);
        assertThat(origin.getRequestCount()).isZero();
    }

    @Test
    void copiesAFileThatAnAssetNames() throws IOException {
        Files.write(local.resolve("x"), content);
        Asset file = Asset.of("file://" + local.resolve("x"), CacheFixture.sha256(content));
        assertThat(fixture.cache().fetch(file)).hasBinaryContent(content);
        Asset folder = Asset.of("file://" + local, "0".repeat(64));
        assertThatThrownBy(() -> fixture.cache().fetch(folder))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining(local.toString());
    }

    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void doesNotWaitForAFifo() throws Exception {
        Path fifo = local.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        Asset pipe = Asset.of("file://" + fifo, "0".repeat(64));
        assertThatThrownBy(() -> fixture.cache().fetch(pipe))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining("'" + fifo + "' is not a regular file");
    }

    @Test
    void knowsMirrorsOfDebianWithoutApt() throws Exception {
        Asset debian = Asset.of("debian:pool/main/k/k.deb", CacheFixture.sha256(content));
        mirror.enqueue(CacheFixture.ok(content).build());
        assertThat(cache("debian:=" + mirror.url("/debian/")).fetch(debian))
                .hasBinaryContent(content);
        assertThat(mirror.takeRequest().getTarget()).isEqualTo("/debian/pool/main/k/k.deb");
    }

    @Test
    void readsRulesFromAFile() throws Exception {
        Path rules = temp.resolve("rules");
        Files.writeString(
                rules,
                "# ours\n\n  %s # the first\n".formatted(rule(mirror.url("/f/").toString())));
        mirror.enqueue(CacheFixture.ok(content).build());
        assertThat(cache("@" + rules).fetch(asset)).hasBinaryContent(content);
        assertThat(mirror.takeRequest().getTarget()).isEqualTo("/f/pub/a%20file");
    }

    @Test
    void tellsAllThatIsWrongWithTheRulesTogether() throws IOException {
        Path rules = temp.resolve("rules");
        Files.writeString(rules, "\nhttps://example.org/\n");
        assertThatThrownBy(
                        () ->
                                cache(
                                                "x=y @%s @/nonexistent/rules https://example.org/=ftp://x/"
                                                        .formatted(rules))
                                        .fetch(asset))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining("QEMU_TEST_MIRRORS: 'x=y' is not a rule")
                .hasMessageContaining(rules + ":2: 'https://example.org/' is not a rule")
                .hasMessageContaining("names '/nonexistent/rules', which cannot be read")
                .hasMessageContaining("'https://example.org/=ftp://x/' is not a rule");
        assertThat(origin.getRequestCount()).isZero();
    }
}
