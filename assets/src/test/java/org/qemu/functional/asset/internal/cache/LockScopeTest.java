package org.qemu.functional.asset.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockScopeTest {
    private static final String ROOT = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n";
    private static final String NFS =
            "40 22 0:45 / %s rw,relatime shared:9 - %s server:/srv rw,vers=3,%s,addr=10.0.0.1\n";

    @TempDir Path temp;

    private String reason(String mounts) throws IOException {
        Path file = Files.writeString(temp.resolve("mountinfo"), mounts);
        return LockScope.reason(Path.of("/nonexistent/a cache/download"), file);
    }

    @Test
    void refusesLocksOfThisHostOnly() throws IOException {
        for (String option : new String[] {"nolock", "local_lock=all", "local_lock=posix"}) {
            assertThat(reason(ROOT + NFS.formatted("/nonexistent/a\\040cache", "nfs", option)))
                    .contains("'/nonexistent/a cache'", "'" + option + "'", "QEMU_TEST_CACHE_DIR");
        }
    }

    @Test
    void acceptsLocksOfTheServer() throws IOException {
        assertThat(reason(ROOT + NFS.formatted("/nonexistent", "nfs4", "local_lock=none")))
                .isEmpty();
        assertThat(reason(ROOT + NFS.formatted("/nonexistent", "nfs", "local_lock=flock")))
                .isEmpty();
    }

    @Test
    void looksOnlyAtTheMountOfTheFolder() throws IOException {
        String nfs = NFS.formatted("/nonexistent", "nfs", "nolock");
        String above = "50 40 8:2 / /nonexistent/a\\040cache rw - ext4 /dev/sdb rw\n";
        assertThat(reason(ROOT)).isEmpty();
        assertThat(reason(ROOT + NFS.formatted("/none", "nfs", "nolock"))).isEmpty();
        assertThat(reason(ROOT + nfs + above)).isEmpty();
        assertThat(reason(above + nfs)).isEmpty();
        assertThat(reason(ROOT + nfs + above.replace("/a\\040cache", ""))).isEmpty();
        assertThat(LockScope.reason(temp, temp.resolve("no such file"))).isEmpty();
    }
}
