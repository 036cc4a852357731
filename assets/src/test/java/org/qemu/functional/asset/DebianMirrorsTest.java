package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests fetching from several Debian mirrors in order. */
class DebianMirrorsTest {
    private static final String URL = "debian:pool/main/x/x_1~rc_all.deb";

    @TempDir Path temp;
    final MockWebServer server = new MockWebServer();
    final byte[] content = "package".getBytes(StandardCharsets.UTF_8);
    final Asset asset = Asset.of(URL, CacheFixture.sha256(content));
    CacheFixture fixture;

    @BeforeEach
    void start() throws IOException {
        server.start();
        fixture = new CacheFixture(temp.resolve("cache"));
        fixture.etcApt = temp;
        Files.writeString(
                temp.resolve("sources.list"),
                "deb %s x main\ndeb %s x main\n"
                        .formatted(server.url("/other"), server.url("/debian")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void goesOnToTheNextAfterANotFound() throws Exception {
        server.enqueue(CacheFixture.status(404));
        server.enqueue(CacheFixture.ok(content).build());
        assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
        assertThat(server.takeRequest().getTarget())
                .isEqualTo("/debian/pool/main/x/x_1~rc_all.deb");
        assertThat(server.takeRequest().getTarget()).isEqualTo("/other/pool/main/x/x_1~rc_all.deb");
    }

    @Test
    void failsWhenNoneHasIt() {
        server.enqueue(CacheFixture.status(404));
        server.enqueue(CacheFixture.status(404));
        assertThatThrownBy(() -> fixture.cache().fetch(asset))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining(URL)
                .hasMessageContaining(server.url("/debian").toString())
                .hasMessageContaining(server.url("/other").toString());
    }

    @Test
    void isUnavailableWhenOneMayHaveItLater() {
        server.enqueue(CacheFixture.status(404));
        for (int i = 0; i < 3; i++) {
            server.enqueue(CacheFixture.status(503));
        }
        assertThatThrownBy(() -> fixture.cache().fetch(asset))
                .isInstanceOf(AssetUnavailableException.class);
    }

    @Test
    void asksTheMirrorOfTheEnvironmentOnly() throws Exception {
        server.enqueue(CacheFixture.ok(content).build());
        AssetCache cache =
                fixture.cache("QEMU_TEST_DEBIAN_MIRROR", server.url("/mine/").toString());
        assertThat(cache.fetch(asset)).hasBinaryContent(content);
        assertThat(server.takeRequest().getTarget()).isEqualTo("/mine/pool/main/x/x_1~rc_all.deb");
    }
}
