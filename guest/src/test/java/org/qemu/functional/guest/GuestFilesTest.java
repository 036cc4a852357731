package org.qemu.functional.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.GuestFileException;

/** Tests files and waits with a real guest. */
class GuestFilesTest {
    @TempDir static Path folder;
    static Guest guest;

    @BeforeAll
    static void boot() {
        guest = Warm.template(folder).clone("files");
    }

    @AfterAll
    static void end() {
        guest.close();
    }

    @Test
    void copiesAFileBothWays() throws Exception {
        byte[] data = new byte[5_000_001];
        new Random(2).nextBytes(data);
        Path source = Files.write(folder.resolve("a"), data);
        Files.setAttribute(source, "unix:mode", 0750);
        guest.put(source, "/root/a file");
        assertThat(guest.run("stat -c '%a %s' '/root/a file'").stdout()).isEqualTo("750 5000001\n");
        guest.get("/root/a file", folder.resolve("b"));
        assertThat(folder.resolve("b")).hasSameBinaryContentAs(source);
        assertThat((Integer) Files.getAttribute(folder.resolve("b"), "unix:mode") & 0777)
                .isEqualTo(0750);
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
    }

    @Test
    void copiesAnEmptyFile() {
        guest.put(new byte[0], "/root/empty");
        assertThat(guest.get("/root/empty")).isEmpty();
    }

    @Test
    void readsWhatHasNoSize() {
        assertThat(new String(guest.get("/proc/version"), UTF_8)).startsWith("Linux version 6.1");
    }

    @Test
    void copiesAFolderBothWays() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree/sub/empty"));
        Files.writeString(folder.resolve("tree/ä"), "umlaut");
        Files.writeString(folder.resolve("tree/sub/" + "n".repeat(180)), "long name");
        Files.createSymbolicLink(folder.resolve("tree/link"), Path.of("sub"));
        guest.put(folder.resolve("tree"), "/root/tree");
        assertThat(
                        guest.run(
                                        "cat /root/tree/ä; readlink /root/tree/link; ls -A /root/tree/sub/empty")
                                .stdout())
                .isEqualTo("umlautsub\n");
        guest.get("/root/tree", folder.resolve("back"));
        assertThat(folder.resolve("back/ä")).hasContent("umlaut");
        assertThat(folder.resolve("back/sub/" + "n".repeat(180))).hasContent("long name");
        assertThat(folder.resolve("back/link")).isSymbolicLink();
        assertThat(folder.resolve("back/sub/empty")).isDirectory();
        assertThat(tree).isEmptyDirectory();
    }

    @Test
    void saysWhyAFileCannotBeHad() {
        assertThatThrownBy(() -> guest.get("/root/none"))
                .isInstanceOf(GuestFileException.class)
                .hasMessageContaining("/root/none")
                .hasMessageContaining("No such file");
        assertThatThrownBy(() -> guest.put("x", "/none/there"))
                .isInstanceOf(GuestFileException.class)
                .hasMessageContaining("/none/there")
                .hasMessageContaining("No such file");
    }

    @Test
    void saysThatTheGuestsDiskIsFullAndLeavesNothingBehind() {
        guest.run("mkdir -p /mnt/small && mount -t tmpfs -o size=1m none /mnt/small").check();
        assertThatThrownBy(() -> guest.put(new byte[4 << 20], "/mnt/small/big"))
                .isInstanceOf(GuestFileException.class)
                .hasMessageContaining("No space left");
        assertThat(guest.run("ls -A /mnt/small").stdout()).isEmpty();
        guest.put("fits", "/mnt/small/ok");
        assertThat(guest.get("/mnt/small/ok")).hasSize(4);
    }

    @Test
    void waitsForAFileAndAPort() {
        guest.run("(sleep 0.3; touch /root/come) > /dev/null 2>&1 &").check();
        guest.waitForFile("/root/come", Duration.ofSeconds(20));
        try (Execution server = guest.start("nc -l -p 4711")) {
            guest.waitForPort(4711, Duration.ofSeconds(20));
            server.signal(15);
        }
    }

    @Test
    void saysWhatDidNotCome() {
        assertThatThrownBy(() -> guest.waitForFile("/never", Duration.ofMillis(100)))
                .isInstanceOf(CommandTimeoutError.class)
                .hasMessageContaining("/never");
        assertThatThrownBy(() -> guest.waitForPort(9, Duration.ofMillis(100)))
                .isInstanceOf(CommandTimeoutError.class)
                .hasMessageContaining("port 9");
        assertThatThrownBy(
                        () ->
                                guest.waitUntilSucceeds(
                                        "echo reason >&2; false", Duration.ofMillis(200)))
                .isInstanceOf(CommandTimeoutError.class)
                .hasMessageContaining("reason");
        assertThatThrownBy(() -> guest.waitForPort(70000, Duration.ofMillis(100)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("70000");
    }

    @Test
    void runsUntilSuccess() {
        assertThat(
                        guest.waitUntilSucceeds(
                                        "n=$(($(cat /root/n 2>/dev/null || echo 0) + 1)); echo $n | tee /root/n; [ $n = 4 ]")
                                .stdout())
                .isEqualTo("4\n");
    }
}
