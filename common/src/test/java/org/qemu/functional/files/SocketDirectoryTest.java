package org.qemu.functional.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Run in a separate process ID namespace, as in a container that shares the folder. */
    @ParameterizedTest
    @ValueSource(strings = {"", "unshare --pid --fork --kill-child"})
    void sweepsWhatAKilledProcessLeftAndNothingElse(String namespace) throws Exception {
        List<String> command = new ArrayList<>(List.of(namespace.split(" ")));
        command.removeIf(String::isEmpty);
        assumeTrue(command.isEmpty() || isRoot(), "root is needed for a namespace");
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SocketMain.class.getName(),
                        folder.toString()));
        Path other = Files.createDirectories(folder.resolve("qemu-functional-s-notes/x"));
        Process process = new ProcessBuilder(command).start();
        Path made;
        try {
            made = Path.of(process.inputReader().readLine());
            LockedFolder.sweep(folder, SocketDirectory.PREFIX);
            assertThat(made.resolve("mon")).exists();
        } finally {
            List<ProcessHandle> below = process.descendants().toList();
            below.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            below.forEach(each -> each.onExit().join());
        }
        assertThat(made.resolve("mon")).exists();
        LockedFolder.sweep(folder, SocketDirectory.PREFIX);
        assertThat(made).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void sweepsNeitherItsOwnNorWhatIsAnotherUsers() throws IOException {
        try (SocketDirectory sockets = SocketDirectory.below(folder)) {
            Path foreign = Files.createDirectory(folder.resolve("qemu-functional-s-foreign"));
            Files.createFile(foreign.resolve(".lock"));
            if (isRoot()) {
                Files.setAttribute(foreign, "unix:uid", 4242);
            }
            Path empty = Files.createDirectory(folder.resolve("qemu-functional-s-empty"));
            LockedFolder.sweep(folder, SocketDirectory.PREFIX);
            assertThat(sockets.path().resolve(".lock")).exists();
            assertThat(empty).doesNotExist();
            assertThat(Files.exists(foreign)).isEqualTo(isRoot());
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
