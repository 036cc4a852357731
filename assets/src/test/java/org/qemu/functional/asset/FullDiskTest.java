package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches to a file system of 64 KiB, which only root can create. */
class FullDiskTest {
    @TempDir Path temp;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "none", temp.toString()) == 0;
        assumeTrue(mounted, "a full disk requires a tmpfs, which only root can mount");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", "--lazy", temp.toString())).isZero();
        }
    }

    @Test
    void saysWhatToDoAndLeavesNothing() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            byte[] content = new byte[300_000];
            server.enqueue(CacheFixture.ok(content).build());
            Asset asset = Asset.of(server.url("/file").toString(), CacheFixture.sha256(content));
            CacheFixture fixture = new CacheFixture(temp);
            assertThatThrownBy(() -> fixture.cache().fetch(asset))
                    .isInstanceOf(AssetException.class)
                    .hasMessageContaining(asset.url())
                    .hasMessageContaining("No space left to use on the disk of '" + temp)
                    .hasMessageContaining("free disk space")
                    .hasMessageContaining("QEMU_TEST_CACHE_DIR");
            assertThat(server.getRequestCount()).isEqualTo(1);
            try (Stream<Path> files = Files.list(temp.resolve("download"))) {
                assertThat(files).containsExactly(temp.resolve("download/.lock"));
            }
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
