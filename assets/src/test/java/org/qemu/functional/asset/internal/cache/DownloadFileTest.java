package org.qemu.functional.asset.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.files.CacheFolder;

class DownloadFileTest {
    private static final String HASH = "ab".repeat(32);

    @TempDir Path temp;
    private CacheFolder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = new CacheFolder(temp.toRealPath());
        Files.createDirectories(folder.download());
        Files.createDirectories(folder.resume());
    }

    private DownloadFile create() throws Exception {
        DownloadFile file = new DownloadOpener(folder, HASH, time -> {}).create();
        assertThat(file).isNotNull();
        return file;
    }

    @Test
    void restartWithoutAnOriginForgetsTheOneBefore() throws Exception {
        ResumeInfo origin = new ResumeInfo("http://example.org/f", "\"tag\"", 100);
        try (DownloadFile file = create()) {
            file.restart(origin);
            file.write(ByteBuffer.wrap(new byte[17]));
        }
        try (DownloadFile file = create()) {
            assertThat(file.size()).isEqualTo(17);
            assertThat(file.origin()).isEqualTo(origin);

            file.restart(null);
            assertThat(file.size()).isZero();
            assertThat(file.origin()).isNull();
            assertThat(folder.resume().resolve(HASH)).doesNotExist();
            file.write(ByteBuffer.wrap(new byte[5]));
        }
        assertThat(folder.download()).isEmptyDirectory();
        assertThat(folder.resume()).isEmptyDirectory();
    }

    @Test
    void isTakenOverAtTheSecondLookAtWhichNobodyHasItOpen() throws Exception {
        Files.writeString(folder.download().resolve(HASH + ".download"), "of a dead process");
        List<Duration> pauses = new ArrayList<>();
        try (DownloadFile file = new DownloadOpener(folder, HASH, pauses::add).create()) {
            assertThat(file).isNotNull();
            assertThat(file.size()).isZero();
        }
        assertThat(pauses).hasSize(1);
    }
}
