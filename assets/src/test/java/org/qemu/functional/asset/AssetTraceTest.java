package org.qemu.functional.asset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceMode;

class AssetTraceTest {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);

    @TempDir Path folder;
    private TestTrace trace;
    private Asset asset;
    private CacheFixture fixture;

    @BeforeEach
    void open() {
        trace = TestTrace.open(folder, TraceMode.ON, new JsonFields().put("test", "asset"));
        asset = Asset.of("http://me:secret@127.0.0.1:1/disk.img", CacheFixture.sha256(CONTENT));
        fixture = new CacheFixture(folder.resolve("cache"));
    }

    @AfterEach
    void finish() {
        trace.finish(trace.entry("result", "passed"), true);
    }

    private String text() throws IOException {
        return Files.readString(folder.resolve(TestTrace.FILE_NAME));
    }

    @Test
    void hasTheHashAndTheSizeOfAnAssetInTheCache() throws IOException {
        Files.createDirectories(fixture.entry(asset).getParent());
        Files.write(fixture.entry(asset), CONTENT);
        Path file = AssetTrace.fetch(fixture.cache(), asset);

        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(text())
                .contains("\"kind\":\"asset\",\"title\":\"fetch disk.img\"")
                .contains("\"hash\":\"" + asset.hash())
                .contains("\"bytes\":7,\"cached\":true")
                .contains("http://***@127.0.0.1:1/disk.img")
                .doesNotContain("secret");
    }

    @Test
    void hasTheReasonWhyAnAssetIsMissing() throws IOException {
        AssetCache offline = fixture.cache("QEMU_TEST_NO_DOWNLOAD", "1");

        assertThatThrownBy(() -> AssetTrace.fetch(offline, asset))
                .isInstanceOf(AssetUnavailableException.class);
        assertThat(text()).contains("\"outcome\":\"skipped\",\"message\":\"");
    }
}
