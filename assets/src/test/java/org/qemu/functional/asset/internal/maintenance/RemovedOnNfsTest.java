package org.qemu.functional.asset.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovedOnNfsTest {
    @TempDir Path temp;

    @Test
    void filesThatAnotherHostHasOpenAreNeitherCountedNorRemoved() throws Exception {
        CacheOnDisk cache = new CacheOnDisk(temp);
        List<Path> removed =
                List.of(
                        cache.old(
                                cache.folder.download().resolve(".nfs000000000042a1b700000001"),
                                900),
                        cache.old(
                                cache.folder.resume().resolve(".nfs000000000042a1b700000002"), 900),
                        cache.old(
                                cache.folder.quarantine().resolve(".nfs000000000042a1b700000003"),
                                900));

        CacheStats stats = CacheStats.of(cache.folder, CacheOnDisk.NOW);
        assertThat(stats.strange().files()).isZero();
        assertThat(stats.parts().files()).isZero();
        assertThat(stats.quarantine().files()).isZero();
        assertThat(cache.evictOlderThan(1).items()).isEmpty();
        assertThat(removed).allSatisfy(file -> assertThat(file).exists());
    }
}
