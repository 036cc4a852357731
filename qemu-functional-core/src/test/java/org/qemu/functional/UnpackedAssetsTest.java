package org.qemu.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.internal.extraction.ExtractionCache;
import org.qemu.functional.files.TestFiles;
import org.qemu.functional.junit.AssetFile;
import org.qemu.functional.junit.QemuTest;

/** Extracts assets as an author's test does, in a process with its own cache. */
@Timeout(120)
class UnpackedAssetsTest {
    /** The hash of what {@code tar} writes with fixed metadata. */
    private static final String MEMBERS =
            "8c482e27e0d4de3173a2fdf4c92e942a765d8d0295ff2271626d164ac24e9f9c";

    /** A test author's class. */
    static class Fixture extends QemuBaseTest {
        private static final Asset ARCHIVE =
                Asset.of("http://127.0.0.1:9/a.tar.gz", System.getProperty("archive"));
        private static final Asset IMAGE =
                Asset.of("http://127.0.0.1:9/disk.img.gz", System.getProperty("image"));

        @Test
        void unpacksAssets() throws IOException {
            for (int i = 0; i < 2; i++) {
                Path member = archiveExtract(ARCHIVE, "dir/file");
                assertThat(member).isEqualTo(scratchFile("dir", "file")).hasSize(100_000);
                Files.writeString(member, "changed");
                Path folder = archiveExtract(ARCHIVE, "tar", "sub", null);
                assertThat(folder).isEqualTo(scratchFile("sub"));
                assertThat(folder.resolve("dir/file")).hasSize(100_000);
                assertThat(archiveExtract(ARCHIVE)).isEqualTo(scratchFile());
                assertThat(member).hasSize(100_000);
                assertThat(uncompress(IMAGE))
                        .isEqualTo(scratchFile("uncompressed", IMAGE.hash(), "disk.img"))
                        .hasSize(100_000);
            }
        }

        @Test
        void unpacksPaths() throws IOException {
            Path archive = Files.copy(ARCHIVE.fetch(), scratchFile("mine.tar.gz"));
            assertThat(archiveExtract(archive, "dir/file")).hasSize(100_000);
            assertThat(archiveExtract(archive).resolve("dir/file")).hasSize(100_000);
            Path image = Files.copy(IMAGE.fetch(), scratchFile("mine.img.gz"));
            assertThat(uncompress(image)).hasFileName("mine.img").hasSize(100_000);
        }
    }

    /** A test author's class without a base class. */
    @QemuTest
    static class Members {
        static final String URL = "http://127.0.0.1:9/members.tar";

        @AssetFile(url = URL, hash = MEMBERS, member = "dir/member")
        static Path shared;

        @AssetFile(url = URL, hash = MEMBERS, member = "dir/member")
        Path own;

        @Test
        void areCopies(
                TestFiles files,
                @AssetFile(url = URL, hash = MEMBERS, member = "dir/member") Path same,
                @AssetFile(url = URL, hash = MEMBERS) Path archive)
                throws IOException {
            assertThat(same)
                    .isEqualTo(own)
                    .isNotEqualTo(shared)
                    .startsWith(files.scratch())
                    .hasFileName("member")
                    .hasContent("content of a member\n");
            Files.writeString(own, "changed");
            assertThat(shared).hasContent("content of a member\n");
            assertThat(archive).hasFileName(MEMBERS);
        }
    }

    /** The program of the other process. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(Fixture.class), selectClass(Members.class))
                    .execute()
                    .testEvents()
                    .debug(System.out)
                    .assertStatistics(stats -> stats.succeeded(3));
        }
    }

    @Test
    void keepsWhatIsUnpackedOfAssetsAndOnlyThat(@TempDir Path cache) throws Exception {
        byte[] content = new byte[100_000];
        new Random(5).nextBytes(content);
        Files.createDirectories(cache.resolve("dir"));
        Files.write(cache.resolve("dir/file"), content);
        Files.write(cache.resolve("disk.img"), content);
        Files.createDirectories(cache.resolve("download"));
        String archive = asset(cache, "tar -cz dir");
        String image = asset(cache, "gzip -c disk.img");
        Files.writeString(cache.resolve("dir/member"), "content of a member\n");
        assertThat(
                        asset(
                                cache,
                                "tar -c --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner"
                                        + " --mode=644 dir/member"))
                .isEqualTo(MEMBERS);
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Darchive=" + archive,
                        "-Dimage=" + image,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName());
        builder.environment().put("QEMU_TEST_CACHE_DIR", cache.toString());
        builder.environment().put("QEMU_TEST_NO_DOWNLOAD", "1");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(ExtractionCache.of(cache).hashes()).containsExactlyInAnyOrder(archive, image);
        try (Stream<Path> results = Files.list(cache.resolve("unpacked").resolve(archive))) {
            assertThat(results).hasSize(3);
        }
    }

    /** Write the output of a command to the cache, as if it had been fetched. */
    private static String asset(Path cache, String command)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = cache.resolve("asset");
        Process process =
                new ProcessBuilder("sh", "-c", command)
                        .directory(cache.toFile())
                        .redirectOutput(file.toFile())
                        .start();
        assertThat(process.waitFor()).isZero();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        String hash = HexFormat.of().formatHex(digest);
        Files.move(file, cache.resolve("download").resolve(hash));
        return hash;
    }
}
