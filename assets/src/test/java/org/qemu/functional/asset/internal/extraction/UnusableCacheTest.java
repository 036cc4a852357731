package org.qemu.functional.asset.internal.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks that an unusable cache fails no test: on a full disk, read-only, of another user. */
@Timeout(60)
class UnusableCacheTest {
    @TempDir Path temp;
    private Fixture fixture;
    private ExtractionCache cache;
    private boolean mounted;

    @BeforeEach
    void makeArchive() throws IOException {
        fixture = new Fixture(temp).withArchive();
        cache = fixture.cache();
        Files.createDirectories(fixture.base);
    }

    /** Mount a file system of 1 MiB as the cache. */
    private void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "none", fixture.base) == 0;
        assumeTrue(mounted, "only root can mount a tmpfs");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", fixture.base)).isZero();
        }
    }

    private static int run(Object... command) throws Exception {
        return new ProcessBuilder(List.of(command).stream().map(Object::toString).toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void unpacksStraightWhenTheDiskOfTheCacheIsFull() throws Exception {
        mount();
        fixture.extractMember(cache, "to"); // evicted later to free space
        Shell.run(temp, "head -c 3M /dev/urandom > big; xz -0 -k big");
        Path archive = temp.resolve("big.xz");
        Path target = temp.resolve("copy");
        cache.uncompress(new CachedFile("cc", archive, "big.xz"), null, target);
        assertThat(target).hasSameBinaryContentAs(temp.resolve("big"));
        assertThat(cache.hashes()).isEmpty();
        assertThat(fixture.base.resolve("unpacked")).isDirectoryNotContaining("glob:**/[!.]*");
    }

    @Test
    void unpacksATreeStraightWhenTheDiskOfTheCacheIsFull() throws Exception {
        mount();
        Shell.run(temp, "head -c 3M /dev/urandom > tree/big; tar -czf big.tar.gz -C tree .");
        cache.extract(
                new CachedFile("cc", temp.resolve("big.tar.gz"), "big.tar.gz"),
                null,
                temp.resolve("to"));
        assertThat(Shell.run(temp, "diff -r tree to")).isEmpty();
        assertThat(cache.hashes()).isEmpty();
    }

    @Test
    void copiesFromWhatIsMountedReadOnly() throws Exception {
        mount();
        fixture.extractMember(cache, "first");
        assertThat(run("mount", "-o", "remount,ro", fixture.base)).isZero();
        Fixture.assertWhole(fixture.extract(cache, "all").resolve(Fixture.MEMBER));
        fixture.breakArchive();
        Fixture.assertWhole(fixture.extractMember(cache, "second"));
    }

    @Test
    void unpacksStraightWhenAReadOnlyResultIsDamaged() throws Exception {
        mount();
        fixture.extractMember(cache, "first");
        Shell.run(fixture.memberSlot().entry(), "chmod +w content; echo > content");
        assertThat(run("mount", "-o", "remount,ro", fixture.base)).isZero();
        Fixture.assertWhole(fixture.extractMember(cache, "second"));
    }

    @Test
    void doesNotBelieveAnotherUsersResult() throws Exception {
        fixture.extractMember(cache, "first");
        fixture.reboot(fixture.memberSlot()); // as chown changes the file
        assumeTrue(
                run("chown", "-R", "65534", fixture.base) == 0
                        && run("setpriv", "--bounding-set=-all", "true") == 0,
                "only root can change the owner of a file");
        Shell.run(
                fixture.memberSlot().entry(),
                "touch -r content as; chmod +w content; printf X | dd conv=notrunc status=none of=content; chmod -w content; touch -r as content; rm as");
        // Root without the privilege to write to files of others.
        try (Child child =
                Child.startUnder(
                        List.of("setpriv", "--bounding-set=-all"),
                        ExtractionMain.class,
                        List.of(),
                        fixture,
                        "second")) {
            child.awaitLine("done");
        }
        Shell.run(fixture.memberSlot().entry(), "chmod 600 content manifest");
        try (Child child =
                Child.startUnder(
                        List.of("setpriv", "--bounding-set=-all"),
                        ExtractionMain.class,
                        List.of(),
                        fixture,
                        "third")) {
            child.awaitLine("done");
        }
    }

    @Test
    void unpacksStraightWhereTheFolderCannotBeMade() throws IOException {
        Files.writeString(fixture.base.resolve("unpacked"), "a file");
        Fixture.assertWhole(fixture.extractMember(cache, "to"));
        assertThat(fixture.base.resolve("unpacked")).hasContent("a file");
    }
}
