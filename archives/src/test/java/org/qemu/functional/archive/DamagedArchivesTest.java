package org.qemu.functional.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extracts archives that were truncated, have a changed bit, or are not archives. */
class DamagedArchivesTest {
    private static final int POSITIONS = 40;

    @TempDir Path temp;
    Path tree;
    Path out;

    @BeforeEach
    void makeTree() throws IOException {
        tree = temp.resolve("tree");
        out = temp.resolve("out");
        Files.createDirectories(tree);
        byte[] big = Tree.big();
        Files.write(tree.resolve("first"), Arrays.copyOf(big, 10_000));
        Files.write(tree.resolve("second"), Arrays.copyOfRange(big, 10_000, 40_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t.tar",
                "t.tar.gz",
                "t.tar.xz",
                "t.tar.zst",
                "t.tar.bz2",
                "t.tar.lzma",
                "t.zip",
                "t.7z",
                "t.cpio",
                "t.deb",
                "t.a"
            })
    void tellsTornArchives(String name) throws IOException {
        byte[] whole = pack(name);
        // An ar archive does not record the number of its members; if it is cut between two
        // members, it is intact.
        List<Integer> ends = name.endsWith(".a") ? List.of(8, 68 + 10_000) : List.of();
        // GNU tar pads the archive to 20 blocks; missing padding is no error.
        int end = name.equals("t.tar") ? 512 * 3 + 40_000 + 432 + 512 : whole.length;
        for (int i = 0; i < POSITIONS; i++) {
            int length = (int) ((long) end * i / POSITIONS) & (i % 2 == 0 ? ~511 : ~0);
            if (!ends.contains(length)) {
                assertDamaged(name, Arrays.copyOf(whole, length), "cut to " + length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t.tar.gz",
                "t.tar.xz",
                "t.tar.zst",
                "t.tar.bz2",
                "t.zip",
                "t.7z",
                "t.deb",
                "t.crc"
            })
    void tellsFlippedBits(String name) throws IOException {
        byte[] whole = pack(name);
        for (int i = 1; i < POSITIONS; i++) {
            byte[] flipped = whole.clone();
            int at = (int) ((long) whole.length * i / POSITIONS);
            flipped[at] ^= 0x10;
            // control.tar and the dates in ar have no effect here. The same is true for the headers
            // between the members of a zip, which its directory repeats.
            boolean matters =
                    switch (name) {
                        case "t.deb" -> at > 200;
                        case "t.zip" -> at > 35 && (at < 10_030 || at > 10_080);
                        default -> true;
                    };
            if (matters) {
                assertDamaged(name, flipped, "bit flipped at " + at);
            }
        }
    }

    @Test
    void tellsFlippedBitsInTheHeadersOfTar() throws IOException {
        byte[] whole = pack("t.tar");
        for (int at = 0; at < 345; at += 11) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x01;
            assertDamaged("t.tar", flipped, "bit flipped at " + at);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "xz", "zst", "bz2", "lzma"})
    void tellsTornAndFlippedCompressedFiles(String suffix) throws IOException {
        byte[] whole = compress(suffix);
        Path target = temp.resolve("target");
        Files.writeString(target, "older");
        for (int i = 0; i < POSITIONS; i++) {
            int at = (int) ((long) whole.length * i / POSITIONS);
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            // The flags in gzip's header determine what is skipped; lzma alone has no checksum.
            boolean noticed = !suffix.equals("lzma") && at > 10;
            for (byte[] bytes :
                    noticed
                            ? List.of(Arrays.copyOf(whole, at), flipped)
                            : List.of(Arrays.copyOf(whole, at))) {
                Path file = Files.write(temp.resolve("x"), bytes);
                assertThatThrownBy(
                                () -> Archives.uncompress(file, null, "x." + suffix, target),
                                "at " + at)
                        .isInstanceOf(ArchiveException.class)
                        .hasMessageContaining("'x." + suffix + "'");
                assertThat(target).hasContent("older");
            }
        }
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files.filter(f -> f.toString().contains(".part-"))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t.tar", "t.tar.gz", "t.zip", "t.7z", "t.cpio", "t.deb", "t.a", "none"})
    void tellsWhatIsNoArchiveAtAll(String name) throws IOException {
        Path page = Files.writeString(temp.resolve("page"), "<!DOCTYPE html><html>Sorry</html>");
        assertThatThrownBy(() -> Archives.extract(page, null, name, out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("it begins with the bytes 3c 21 44 4f 43 54 59 50");
        assertThat(out).doesNotExist();
    }

    @Test
    void tellsOneKindFromAnother() throws IOException {
        Path xz = Files.write(temp.resolve("x"), compress("xz"));
        assertThatThrownBy(() -> Archives.uncompress(xz, null, "x.gz", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("is not compressed by gz: it begins as xz does");
        assertThatThrownBy(() -> Archives.uncompress(xz, "zstd", "", out))
                .isInstanceOf(ArchiveException.class);
        assertThatThrownBy(() -> Archives.uncompress(xz, "rar", "", out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'rar'");
        assertThatThrownBy(() -> Archives.extract(xz, "rar", "", out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'rar'");
        assertThatThrownBy(() -> Archives.extract(temp.resolve("nil"), "tar", "", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("there is no file");
    }

    private void assertDamaged(String name, byte[] bytes, String how) throws IOException {
        Path file = Files.write(temp.resolve("damaged"), bytes);
        String as = name.equals("t.crc") ? "t.cpio" : name;
        assertThatThrownBy(() -> Archives.extract(file, null, as, out), how)
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(as);
        if (Files.exists(out)) {
            try (Stream<Path> files = Files.walk(out)) {
                assertThat(files.filter(f -> f.toString().contains(".part-"))).isEmpty();
            }
        }
    }

    private byte[] pack(String name) throws IOException {
        Path archive = temp.resolve(name);
        String path = archive.toString();
        if (name.contains(".tar")) {
            Tool.run(tree, "tar", "--auto-compress", "-cf", path, "first", "second");
        } else if (name.endsWith(".zip")) {
            Tool.run(tree, "zip", "-q", "-X", path, "first", "second");
        } else if (name.endsWith(".7z")) {
            try (SevenZOutputFile sevenZip = new SevenZOutputFile(archive.toFile())) {
                for (String member : List.of("first", "second")) {
                    Path file = tree.resolve(member);
                    sevenZip.putArchiveEntry(sevenZip.createArchiveEntry(file, member));
                    sevenZip.write(file);
                    sevenZip.closeArchiveEntry();
                }
            }
        } else if (name.endsWith(".a")) {
            Tool.run(tree, "ar", "rc", path, "first", "second");
        } else if (name.endsWith(".deb")) {
            Files.createDirectories(tree.resolve("DEBIAN"));
            Files.writeString(
                    tree.resolve("DEBIAN/control"),
                    "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n");
            Tool.run(temp, "dpkg-deb", "-Zxz", "-b", tree.toString(), path);
        } else {
            Path names = Files.writeString(temp.resolve("names"), "first\nsecond\n");
            String format = name.endsWith(".crc") ? "crc" : "newc";
            Tool.pipe(tree, names, archive, "cpio", "-o", "--quiet", "-H", format);
        }
        return Files.readAllBytes(archive);
    }

    private byte[] compress(String suffix) throws IOException {
        String tool =
                switch (suffix) {
                    case "gz" -> "gzip";
                    case "bz2" -> "bzip2";
                    case "zst" -> "zstd";
                    default -> suffix;
                };
        Path packed = temp.resolve("packed");
        Tool.pipe(tree, tree.resolve("second"), packed, tool, "-c");
        return Files.readAllBytes(packed);
    }
}
