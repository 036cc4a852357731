package org.qemu.functional.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketDirectoryTest {
    @TempDir Path folder;

    @Test
    void isPrivate() throws IOException {
        try (SocketDirectory sockets = SocketDirectory.create()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets.path())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void isShortEvenWhereTheTemporaryFolderIsNot() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("x".repeat(90)));
        try (SocketDirectory sockets = SocketDirectory.below(deep)) {
            Path longest = sockets.socket("y".repeat(32));
            assertThat(longest.toString().getBytes(UTF_8).length)
                    .isLessThanOrEqualTo(SocketDirectory.MAX_PATH);
        }
    }

    @Test
    void refusesANameThatIsTooLong() {
        try (SocketDirectory sockets = SocketDirectory.create()) {
            assertThatThrownBy(() -> sockets.socket("y".repeat(33)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void goesWithAllThatIsInIt() throws IOException {
        SocketDirectory sockets = SocketDirectory.create();
        Files.createFile(sockets.socket("mon"));
        sockets.close();
        assertThat(sockets.path()).doesNotExist();
    }

    @Test
    void sweepsWhatAKilledProcessLeftAndNothingElse() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path stale = Files.createDirectory(folder.resolve("qemu-functional-" + ended.pid() + "-1"));
        Files.createFile(stale.resolve("mon"));
        Path live =
                Files.createDirectory(
                        folder.resolve("qemu-functional-" + ProcessHandle.current().pid() + "-1"));
        Path other = Files.createDirectory(folder.resolve("qemu-functional-notes"));
        SocketDirectory.sweep(folder);
        assertThat(stale).doesNotExist();
        assertThat(live).exists();
        assertThat(other).exists();
    }
}
