package org.qemu.functional.asset.internal.maintenance.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.internal.maintenance.CacheOnDisk;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.maintenance.transport.EntryListener;
import org.qemu.functional.files.ProgramPath;

class RsyncPushTest {
    @TempDir Path temp;

    private static PushReport push(
            CacheOnDisk cache, String target, Map<String, String> variables, Path... files)
            throws Exception {
        List<ArchivedEntry> entries =
                List.of(files).stream()
                        .map(f -> new ArchivedEntry(f.getFileName().toString(), "unknown", 8))
                        .toList();
        return CachePush.from(cache.folder)
                .to(PushTarget.of(target, variables), entries, EntryListener.NONE);
    }

    @Test
    void copiesWhatIsMissingForOthersToRead() throws Exception {
        assumeTrue(ProgramPath.find("rsync", System.getenv()).isPresent(), "no rsync in PATH");
        CacheOnDisk cache = new CacheOnDisk(Files.createDirectories(temp.resolve("cache")));
        Path one = cache.entry("a kernel", 1);
        Path two = cache.entry("a disk", 1);
        Path site = temp.resolve("the site");

        PushReport first = push(cache, site.toString(), System.getenv(), one);
        assertThat(first.failures()).isEmpty();
        assertThat(first.pushed()).hasSize(1);
        Files.delete(site.resolve(one.getFileName()));
        Files.writeString(site.resolve(one.getFileName()), "half");
        PushReport second = push(cache, site.toString(), System.getenv(), one, two);
        assertThat(second.pushed()).hasSize(2);
        PushReport third = push(cache, site.toString(), System.getenv(), one, two);
        assertThat(third.present()).hasSize(2);

        assertThat(site.resolve(one.getFileName())).hasContent("a kernel");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(site.resolve(two.getFileName()))))
                .isEqualTo("r--r--r--");
        try (var all = Files.list(site)) {
            assertThat(all).hasSize(2);
        }
    }

    @Test
    void saysWhyItFails() throws Exception {
        CacheOnDisk cache = new CacheOnDisk(temp);
        Path one = cache.entry("a kernel", 1);
        PushReport none = push(cache, "host:/folder", Map.of("PATH", ""), one);
        assertThat(none.failures().values())
                .first()
                .satisfies(f -> assertThat(f.reason()).contains("no rsync"));

        assumeTrue(ProgramPath.find("rsync", System.getenv()).isPresent(), "no rsync in PATH");
        PushReport away = push(cache, "rsync://127.0.0.1:1/module", System.getenv(), one);
        assertThat(away.failures().values())
                .first()
                .satisfies(
                        f -> {
                            assertThat(f.reason()).contains("Connection refused");
                            assertThat(f.temporary()).isTrue();
                        });
    }
}
