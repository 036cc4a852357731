package org.qemu.functional.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extracts archives that the real tools created. */
class RealToolsTest {
    @TempDir Path temp;
    Path tree;
    Path out;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Tree.create(temp.resolve("tree")).withHardLink().folder();
        out = temp.resolve("out");
    }

    @ParameterizedTest
    @CsvSource({
        "t.tar, --format=gnu",
        "t.tar, --format=v7",
        "t.tar, --format=pax",
        "t.tar, --format=ustar",
        "t.tar.gz, --gzip",
        "t.tgz, --gzip",
        "t.tar.xz, --xz",
        "t.txz, --xz",
        "t.tar.zst, --zstd",
        "t.tar.bz2, --bzip2",
        "t.tar.lzma, --lzma"
    })
    void extractsTar(String name, String option) throws IOException {
        Path archive = temp.resolve(name);
        Tool.run(tree, "tar", "-c", option, "-f", archive.toString(), ".");

        Archives.extract(archive, null, "http://example.org/x/" + name + "?raw=1", out);

        Tree.assertSame(out);
        assertThat(Tree.inode(out.resolve("boot/again")))
                .isEqualTo(Tree.inode(out.resolve("boot/vmlinuz-6")));
        assertNothingElse();
        // The format is given, or detected from the content alone.
        Archives.extract(archive, "tar", "0123abcd", temp.resolve("out2"));
        Tree.assertSame(temp.resolve("out2"));
        Archives.extract(archive, null, "0123abcd", temp.resolve("out3"));
        Tree.assertSame(temp.resolve("out3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"newc", "crc", "odc", "bin"})
    void extractsCpio(String format) throws IOException {
        Path archive = temp.resolve("t.cpio");
        cpio(format, archive);

        Archives.extract(archive, null, "t.cpio", out);

        Tree.assertSame(out);
        Tree.assertBig(out.resolve("boot/again"));
        if (format.equals("newc") || format.equals("crc")) {
            assertThat(Tree.inode(out.resolve("boot/again")))
                    .isEqualTo(Tree.inode(out.resolve("boot/vmlinuz-6")));
        }
        Archives.extractMember(archive, "cpio", "", "boot/again", temp.resolve("one"));
        Tree.assertBig(temp.resolve("one/boot/again"));
        Archives.extractMember(archive, "cpio", "", "boot/vmlinuz-6", temp.resolve("one"));
        Tree.assertBig(temp.resolve("one/boot/vmlinuz-6"));
    }

    @Test
    void extractsCompressedCpio() throws IOException {
        Path archive = temp.resolve("initrd");
        cpio("newc", archive);
        Tool.run(temp, "gzip", "initrd");

        Archives.extract(temp.resolve("initrd.gz"), null, "initrd.cpio.gz", out);

        Tree.assertSame(out);
    }

    @Test
    void extractsZip() throws IOException {
        Path archive = temp.resolve("t.zip");
        Tool.run(tree, "zip", "-q", "-r", "-y", archive.toString(), ".");

        Archives.extract(archive, null, "t.zip", out);

        assertThat(out.resolve("bin/run")).hasContent("#!/bin/sh\n").isExecutable();
        assertThat(out.resolve("vmlinuz")).isSymbolicLink();
        Tree.assertBig(out.resolve("vmlinuz"));
        Tree.assertBig(out.resolve("boot/again"));
        Path one = Archives.extractMember(archive, "zip", "", "boot/deep/up", temp.resolve("one"));
        Tree.assertBig(one);
    }

    /** Requires 7-Zip; archives of commons-compress are extracted everywhere. */
    @ParameterizedTest
    @ValueSource(strings = {"-ms=on", "-ms=off", "-m0=PPMd", "-m0=BZip2", "-m0=LZMA", "-m0=Copy"})
    void extractsSevenZip(String option) throws IOException {
        // Depends on the version of the package.
        String sevenZip = Tool.isThere("7zz") ? "7zz" : "7z";
        assumeThat(Tool.isThere(sevenZip)).as("7zz or 7z is installed").isTrue();
        Path archive = temp.resolve("t.7z");
        // Solid: all files are one stream, in the order of their names.
        Tool.run(tree, sevenZip, "a", "-snl", "-mqs=off", option, archive.toString(), ".");
        if (option.equals("-m0=PPMd")) {
            assertThatThrownBy(() -> Archives.extract(archive, null, "t.7z", out))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("t.7z")
                    .hasMessageContaining("method PPMd is not supported");
            return;
        }
        Archives.extract(archive, null, "http://example.org/t.7z", out);
        Tree.assertSame(out);
        Tree.assertBig(out.resolve("boot/again"));
        Path one = Archives.extractMember(archive, "7z", "", "boot/deep/up", temp.resolve("one"));
        Tree.assertBig(one);
        assertThat(Archives.extractMember(archive, null, "", "bin/run", temp.resolve("one")))
                .hasContent("#!/bin/sh\n")
                .isExecutable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd", "none"})
    void extractsDeb(String compression) throws IOException {
        Path deb = temp.resolve("hello_1_all.deb");
        makeDeb(compression, deb);

        Archives.extract(deb, null, "debian:pool/main/h/hello/hello_1_all.deb", out);

        Tree.assertSame(out);
        for (String member : List.of("bin/run", "./bin/run")) {
            Path one = Archives.extractMember(deb, "deb", "", member, temp.resolve("one"));
            assertThat(one).hasContent("#!/bin/sh\n");
        }
        assertThatThrownBy(() -> Archives.extractMember(deb, null, "x.udeb", "bin/runs", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("'bin/runs' is not in 'x.udeb'")
                .hasMessageContaining("nearest: bin/run, ");
    }

    @Test
    void extractsAr() throws IOException {
        String longName = "a-name-that-is-longer-than-sixteen-characters";
        Files.writeString(tree.resolve(longName), "long");
        Tool.run(tree, "ar", "rc", "../t.a", longName, "bin/run");

        Archives.extract(temp.resolve("t.a"), null, "t.a", out);

        assertThat(out.resolve(longName)).hasContent("long");
        assertThat(out.resolve("run")).hasContent("#!/bin/sh\n");
    }

    @ParameterizedTest
    @CsvSource({
        "gz, gzip, gzip -c",
        "xz, xz, xz -c",
        "lzma, lzma, lzma -c",
        "bz2, bz2, bzip2 -c",
        "zst, zstd, zstd -q -c",
        "zst, zstd, zstd -q -c -1 --long=31"
    })
    void uncompresses(String suffix, String format, String command) throws IOException {
        Path plain = temp.resolve("plain");
        Files.write(plain, Tree.big());
        Path packed = temp.resolve("packed");
        Tool.pipe(temp, plain, packed, command.split(" ", -1));

        Path target = Archives.uncompress(packed, null, "x." + suffix, temp.resolve("target"));
        assertThat(target).isEqualTo(temp.resolve("target"));
        Tree.assertBig(target);

        // Two consecutive streams are one file; an existing file is replaced.
        Path twice = temp.resolve("twice");
        Files.write(twice, concat(Files.readAllBytes(packed), Files.readAllBytes(packed)));
        if (!suffix.equals("lzma")) {
            Archives.uncompress(twice, format, "", target);
            Tree.assertContent(target, concat(Tree.big(), Tree.big()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vmlinuz", "boot/deep/up", "kernels/vmlinuz-6", "boot/again"})
    void followsLinksToTheFileOfAMember(String member) throws IOException {
        Path archive = temp.resolve("t.tar.gz");
        Tool.run(tree, "tar", "-czf", archive.toString(), ".");

        Path one = Archives.extractMember(archive, null, "t.tar.gz", member, out);

        assertThat(one).isEqualTo(out.resolve(member)).isRegularFile();
        assertThat(Files.isSymbolicLink(one)).isFalse();
        Tree.assertBig(one);
    }

    @Test
    void readsNoFurtherThanTheMember() throws IOException {
        Path archive = temp.resolve("t.tar");
        Tool.run(tree, "tar", "-cf", archive.toString(), "bin/run", "boot");
        byte[] bytes = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(bytes, 3 * 512)); // truncated directly after it

        assertThat(Archives.extractMember(archive, null, "t.tar", "bin/run", out))
                .hasContent("#!/bin/sh\n");
        assertThatThrownBy(() -> Archives.extractMember(archive, null, "t.tar", "boot/x", out))
                .isInstanceOf(ArchiveException.class);
    }

    @Test
    void extractsNamesBeyondAscii() throws IOException {
        Path archive = temp.resolve("t.tar");
        Files.writeString(tree.resolve("plain"), "here");
        Tool.run(
                tree, "tar", "-cf", archive.toString(), "--transform", "s/plain/größe ☃/", "plain");
        if (System.getProperty("sun.jnu.encoding").equals("UTF-8")) {
            Archives.extract(archive, null, "t.tar", out);
            assertThat(out.resolve("größe ☃")).hasContent("here");
        } else {
            assertThatThrownBy(() -> Archives.extract(archive, null, "t.tar", out))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("set LC_ALL=C.UTF-8");
        }
    }

    private void cpio(String format, Path archive) throws IOException {
        Path names = temp.resolve("names");
        Tool.pipe(tree, null, names, "find", ".");
        Tool.pipe(tree, names, archive, "cpio", "-o", "--quiet", "-H", format);
    }

    private void makeDeb(String compression, Path deb) throws IOException {
        Files.createDirectories(tree.resolve("DEBIAN"));
        Files.writeString(
                tree.resolve("DEBIAN/control"),
                """
                Package: hello
                Version: 1
                Architecture: all
                Maintainer: nobody
                Description: nothing
                """);
        Tool.run(temp, "dpkg-deb", "-Z" + compression, "-b", tree.toString(), deb.toString());
    }

    private void assertNothingElse() throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files.filter(f -> f.getFileName().toString().startsWith(".part-")))
                    .isEmpty();
        }
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
