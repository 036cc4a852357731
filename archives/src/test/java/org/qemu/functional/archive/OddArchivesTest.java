package org.qemu.functional.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.logging.TestLog;

/** Extracts unusual archives that the real tools extract without an error. */
class OddArchivesTest {
    @TempDir Path temp;
    Path archive;
    Path out;

    @BeforeEach
    void name() {
        archive = temp.resolve("odd");
        out = temp.resolve("out");
    }

    static Stream<List<Integer>> ordersOfThree() {
        return Stream.of(
                List.of(0, 1, 2),
                List.of(0, 2, 1),
                List.of(1, 0, 2),
                List.of(1, 2, 0),
                List.of(2, 0, 1),
                List.of(2, 1, 0));
    }

    /** Only one of the names has the content: the first, the last or the middle one. */
    @ParameterizedTest
    @MethodSource("ordersOfThree")
    void resolvesLinksOfCpioInAnyOrder(List<Integer> order) throws IOException {
        RawCpio cpio = new RawCpio();
        for (int i : order) {
            cpio.file("etc/n" + i, 7, 3, i == 0 ? "hosts" : "");
        }
        extract(cpio.file("other", 8, 1, "x").end(), "t.cpio");
        for (String name : List.of("etc/n0", "etc/n1", "etc/n2")) {
            assertThat(out.resolve(name)).hasContent("hosts");
            assertThat(Tree.inode(out.resolve(name))).isEqualTo(Tree.inode(out.resolve("etc/n0")));
        }
        assertThat(out.resolve("other")).hasContent("x");
        for (String name : List.of("etc/n0", "etc/n1", "etc/n2")) {
            assertThat(Archives.extractMember(archive, "cpio", "", name, temp.resolve("one")))
                    .hasContent("hosts");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"newc", "crc", "odc", "bin"})
    void linksEmptyFilesOfCpio(String format) throws IOException {
        Path tree = Files.createDirectories(temp.resolve("tree"));
        Files.createFile(tree.resolve("a"));
        Files.createLink(tree.resolve("b"), tree.resolve("a"));
        Files.createLink(tree.resolve("c"), tree.resolve("a"));
        Path names = Files.writeString(temp.resolve("names"), "a\nb\nc\n");
        Tool.pipe(tree, names, archive, "cpio", "-o", "--quiet", "-H", format);
        Archives.extract(archive, null, "t.cpio", out);
        for (String name : List.of("b", "c")) {
            assertThat(out.resolve(name)).isEmptyFile();
            assertThat(Tree.inode(out.resolve(name))).isEqualTo(Tree.inode(out.resolve("a")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9, 200})
    void endsNamesAtTheirZeros(int zeros) throws IOException {
        RawCpio cpio = new RawCpio();
        cpio.member("file" + "\0".repeat(zeros), 0100644, 1, 1, "content");
        cpio.member("link\0", 0120777, 2, 1, "file" + "\0".repeat(zeros));
        extract(cpio.end(), "t.cpio");
        assertThat(out.resolve("file")).hasContent("content");
        assertThat(Files.readSymbolicLink(out.resolve("link"))).hasToString("file");
    }

    @Test
    void passesOverZerosBetweenMembersOfCpio() throws IOException {
        RawCpio cpio = new RawCpio().file("a", 1, 1, "one").bytes("\0".repeat(508));
        extract(cpio.file("b", 2, 1, "two").end(), "t.cpio");
        assertThat(out.resolve("b")).hasContent("two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "bsd", "darwin"})
    void readsEachFormatOfLlvmAr(String format) throws IOException {
        assumeThat(Tool.isThere("llvm-ar")).as("llvm-ar is installed").isTrue();
        Path tree = Files.createDirectories(temp.resolve("tree"));
        List<String> names = List.of("a", "a name of some more than sixteen characters", "b.o");
        for (String name : names) {
            Files.writeString(tree.resolve(name), "of " + name);
        }
        List<String> command =
                new ArrayList<>(List.of("llvm-ar", "rc", "--format=" + format, "../odd"));
        command.addAll(names);
        Tool.run(tree, command.toArray(String[]::new));
        Archives.extract(archive, null, "t.a", out);
        for (String name : names) {
            // Darwin pads members and counts the padding as content, and so do all readers.
            assertThat(Files.readString(out.resolve(name)).stripTrailing()).isEqualTo("of " + name);
        }
    }

    @Test
    void keepsNamesApartThatAreNoUtf8() throws IOException {
        RawTar tar = new RawTar().file("caf\u00e9.txt", "acute").file("caf\u00e8.txt", "grave");
        extract(tar.bytes(), "t.tar");
        assertThat(contents()).containsExactlyInAnyOrder("acute", "grave");
        assertThat(out.resolve("café.txt")).hasContent("acute");
        assertThat(Archives.extractMember(archive, null, "t.tar", "cafè.txt", temp.resolve("one")))
                .hasContent("grave");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s/x", "a/%s", "a/%s/b/c"})
    void refusesNamesThatWouldBecomeOne(String pattern) throws IOException {
        String latin1 = pattern.formatted("caf\u00e9");
        String utf8 = new String(pattern.formatted("café").getBytes(UTF_8), ISO_8859_1);
        for (List<String> names : List.of(List.of(latin1, utf8), List.of(utf8, latin1))) {
            RawTar tar = new RawTar();
            names.forEach(name -> tar.file(name, "content"));
            assertThatThrownBy(() -> extract(tar.bytes(), "t.tar"))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("two different names")
                    .hasMessageContaining("63 61 66 e9")
                    .hasMessageContaining("63 61 66 c3 a9");
        }
    }

    @Test
    void readsNamesOfZipInTheCodePageOfTheFormat() throws IOException {
        byte[] all = new byte[128];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i + 128);
        }
        String high = new String(all, Charset.forName("IBM437"));
        List<String> names =
                List.of(
                        "café.txt",
                        "naïve/Ärger",
                        "plain",
                        high.substring(0, 64),
                        high.substring(64));
        extract(zip(names, Charset.forName("IBM437")), "t.zip");
        for (String name : names) {
            assertThat(out.resolve(name)).hasContent(name);
        }
    }

    @Test
    void readsNamesOfZipInUtf8WithoutTheFlag() throws IOException {
        List<String> names = List.of("café.txt", "größe ☃");
        extract(zip(names, UTF_8), "t.zip");
        for (String name : names) {
            assertThat(out.resolve(name)).hasContent(name);
        }
    }

    private static byte[] zip(List<String> names, Charset charset) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var zip =
                new org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream(bytes)) {
            zip.setEncoding(charset.name());
            zip.setUseLanguageEncodingFlag(false);
            for (String name : names) {
                zip.putArchiveEntry(
                        new org.apache.commons.compress.archivers.zip.ZipArchiveEntry(name));
                zip.write(name.getBytes(UTF_8));
                zip.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, gz, 512, 0",
        "gzip, gz, 1, 0",
        "gzip, gz, 300000, 0",
        "gzip, gz, 3, 120",
        "gzip, gz, 0, 120",
        "bzip2, bz2, 512, 0",
        "bzip2, bz2, 0, 120",
        "bzip2, bz2, 9000, 120"
    })
    void takesWhatComesBehindTheEnd(String program, String suffix, int zeros, int garbage)
            throws IOException {
        for (int size : new int[] {0, 1, 100_000, 300_000}) { // for Java, and for a program
            byte[] content = Arrays.copyOf(Tree.big(), size);
            Path plain = Files.write(temp.resolve("plain"), content);
            Tool.pipe(temp, plain, archive, program, "-c");
            byte[] packed = Files.readAllBytes(archive);
            byte[] more = Arrays.copyOf(packed, packed.length + zeros + garbage);
            Arrays.fill(more, packed.length + zeros, more.length, (byte) 'x');
            Files.write(archive, more);
            Archives.uncompress(archive, null, "x." + suffix, out.resolve("x"));
            Tree.assertContent(out.resolve("x"), content);
        }
    }

    /** Independent of the thread or program that detected it. */
    @ParameterizedTest
    @CsvSource({
        "gzip, gz, zeros after its end",
        "bzip2, bz2, after its end",
        "bzip2, bz2, garbage"
    })
    void tellsInTheLogWhatComesBehindTheEnd(String program, String suffix, String note)
            throws IOException {
        int size = note.equals("garbage") ? 300_000 : 90_000; // bzip2 itself says "garbage"
        for (int length : note.equals("garbage") ? new int[] {size} : new int[] {100, size}) {
            Path plain = Files.write(temp.resolve("plain"), Arrays.copyOf(Tree.big(), length));
            Tool.pipe(temp, plain, archive, program, "-c");
            byte[] packed = Files.readAllBytes(archive);
            Files.write(archive, Arrays.copyOf(packed, packed.length + 600));
            Path log = temp.resolve("base.log");
            TestLog open = TestLog.open(log);
            try {
                Archives.uncompress(archive, null, "x." + suffix, out.resolve("x"));
            } finally {
                open.close();
            }
            assertThat(log).content().contains("WARN").contains("x." + suffix).contains(note);
        }
    }

    @Test
    void takesZerosBehindACompressedTar() throws IOException {
        Path tar = Files.write(temp.resolve("t.tar"), new RawTar().file("x", "good").bytes());
        Tool.run(temp, "gzip", "t.tar");
        byte[] packed = Files.readAllBytes(temp.resolve("t.tar.gz"));
        extract(Arrays.copyOf(packed, packed.length + 9000), "t.tar.gz");
        assertThat(out.resolve("x")).hasContent("good");
        assertThat(tar).doesNotExist();
    }

    @Test
    void takesATarWithoutTheMarkOfItsEnd() throws IOException {
        byte[] cut = new RawTar().file("a", "one").file("b", "two").cut();
        for (int length : new int[] {cut.length, cut.length + 512, cut.length + 100}) {
            extract(Arrays.copyOf(cut, length), "t.tar");
            assertThat(contents()).containsExactlyInAnyOrder("one", "two");
        }
        assertThatThrownBy(() -> extract(Arrays.copyOf(cut, cut.length - 1), "t.tar"))
                .isInstanceOf(ArchiveException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0, 2, 1", "4, 0, 4", "1, 3, 0"})
    void decodesLzmaWithAnyParameters(int lc, int lp, int pb) throws IOException {
        for (int size : new int[] {10, 20_000, 300_000}) {
            byte[] content = new byte[size];
            new java.util.Random(lc).nextBytes(content);
            Path plain = Files.write(temp.resolve("plain"), content);
            String parameters = "--lzma1=lc=%d,lp=%d,pb=%d".formatted(lc, lp, pb);
            Tool.pipe(temp, plain, archive, "xz", "--format=lzma", parameters, "-c");
            Archives.uncompress(archive, null, "x.lzma", out.resolve("x"));
            Tree.assertContent(out.resolve("x"), content);
            Archives.uncompress(archive, "lzma", "", out.resolve("y"));
            Tree.assertContent(out.resolve("y"), content);
        }
        Path tar = Files.write(temp.resolve("t"), new RawTar().file("x", "good").bytes());
        Tool.pipe(temp, tar, archive, "xz", "--format=lzma", "--lzma1=lc=0", "-c");
        Archives.extract(archive, null, "t.tar.lzma", out);
        assertThat(out.resolve("x")).hasContent("good");
    }

    @ParameterizedTest
    @CsvSource({
        "7z, -m0=PPMd, PPMd",
        "7z, -m0=BCJ2, BCJ2",
        "7z, -m0=ARM64 -m1=LZMA2, ARM64",
        "7z, -psecret, encryption",
        "7z, -psecret -mhe=on, encryption",
        "zip, -mm=PPMd, PPMd",
        "zip, -psecret, encryption"
    })
    void callsUnsupportedWhatIs(String format, String options, String what) throws IOException {
        assumeThat(Tool.isThere("7zz")).as("7zz is installed").isTrue();
        Path tree = Files.createDirectories(temp.resolve("tree"));
        Files.write(tree.resolve("x"), Tree.big());
        List<String> command = new ArrayList<>(List.of("7zz", "a", "-bd", "-t" + format));
        command.addAll(List.of(options.split(" ", -1)));
        command.addAll(List.of("../odd." + format, "."));
        Tool.run(tree, command.toArray(String[]::new));
        Path file = temp.resolve("odd." + format);
        assertThatThrownBy(() -> Archives.extract(file, null, file.toString(), out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("not supported")
                .hasMessageNotContainingAny("damaged", "downloaded again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LZMA", "Deflate64", "BZip2", "Deflate", "Copy"})
    void decodesMethodsOfZip(String method) throws IOException {
        assumeThat(Tool.isThere("7zz")).as("7zz is installed").isTrue();
        Path tree = Files.createDirectories(temp.resolve("tree"));
        Files.write(tree.resolve("x"), Tree.big());
        Files.writeString(tree.resolve("empty"), "");
        Tool.run(tree, "7zz", "a", "-bd", "-tzip", "-mm=" + method, "../odd.zip", ".");
        Archives.extract(temp.resolve("odd.zip"), null, "", out);
        Tree.assertBig(out.resolve("x"));
        assertThat(out.resolve("empty")).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({"lz4, 04224d18", "compress, 1f9d90", "lzip, 4c5a4950", "rar, 526172211a07"})
    void callsFormatsUnsupportedThatAreKnown(String what, String magic) throws IOException {
        byte[] head = java.util.HexFormat.of().parseHex(magic);
        Files.write(archive, Arrays.copyOf(head, 600));
        for (String name : List.of("t.tar.gz", "t.tar", "")) {
            assertThatThrownBy(() -> Archives.extract(archive, null, name, out))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining(what)
                    .hasMessageContaining("not supported");
        }
    }

    @Test
    void callsAZipOfSeveralVolumesUnsupported() throws IOException {
        byte[] zip = zip(List.of("x"), UTF_8);
        zip[zip.length - 22 + 4] = 1; // the number of this volume
        assertThatThrownBy(() -> extract(zip, "t.zip"))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("a zip of several volumes is not supported");
    }

    /** As unzip does: extra fields are not required. */
    @ParameterizedTest
    @ValueSource(strings = {"UTP\0\1", "\1", "up\3\0\1\2\3", "UT\1\0\7", "ux\13\0\1\4\0"})
    void takesZipsWithOddExtraFields(String extra) throws IOException {
        Path script = temp.resolve("zip.py");
        String hex = java.util.HexFormat.of().formatHex(extra.getBytes(ISO_8859_1));
        Files.writeString(
                script,
                """
                import zipfile
                info = zipfile.ZipInfo("x")
                info.extra = bytes.fromhex("%s")
                with zipfile.ZipFile("odd", "w") as out:
                    out.writestr(info, b"good")
                """
                        .formatted(hex));
        Tool.run(temp, "python3", "zip.py");
        Archives.extract(archive, null, "t.zip", out);
        assertThat(out.resolve("x")).hasContent("good");
    }

    @Test
    void takesHeadersOfTarWithOddModesAndTimes() throws IOException {
        RawTar tar = new RawTar();
        tar.header("a", '0', 3, "", "zzzzzzz\0", "00000001750\0").content("one");
        tar.header("b", '0', 3, "", "0000644\0", "hello world\0").content("two");
        tar.header("c", '0', 3, "", "0000644\0", "\u0080\0\0\0\u007f" + "\u00ff".repeat(7))
                .content("far");
        tar.header("d", '0', 3, "", "0000644\0", "\u00ff".repeat(11) + "\0").content("old");
        tar.header("e", '0', 3, "", "\0".repeat(8), "\0".repeat(12)).content("nil");
        tar.header("f", 'Q', 3, "").content("typ");
        extract(tar.bytes(), "t.tar");
        assertThat(contents()).containsExactlyInAnyOrder("one", "two", "far", "old", "nil", "typ");
        assertThat(seconds("d")).isEqualTo(-256);
    }

    @ParameterizedTest
    @CsvSource({
        "notatime, 1000",
        "1e9, 1",
        "99999999999999999999, -1",
        "-1.5, -2",
        "12.9999999999999, 12",
        "-99999999999999999999, -1"
    })
    void takesExtendedHeadersWithOddTimes(String time, long expected) throws IOException {
        RawTar tar = new RawTar();
        tar.pax('x', RawTar.record("mtime", time)).file("x", "good");
        extract(tar.bytes(), "t.tar");
        assertThat(out.resolve("x")).hasContent("good");
        if (expected != -1) {
            assertThat(seconds("x")).isEqualTo(expected);
        }
    }

    @Test
    void takesExtendedHeadersWithOddRecords() throws IOException {
        RawTar tar = new RawTar();
        tar.pax('g', RawTar.record("comment", "\0\n=\u00ff") + RawTar.record("", "x"));
        tar.pax('x', RawTar.record("uid", "abc") + RawTar.record("SCHILY.xattr.x", "\0\n\0"));
        tar.file("a", "one");
        tar.pax('x', RawTar.record("path", "new\0junk") + "\0\0\0").file("b", "two");
        tar.pax('x', " " + RawTar.record("atime", "x")).file("c", "three");
        extract(tar.bytes(), "t.tar");
        assertThat(out.resolve("a")).hasContent("one");
        assertThat(out.resolve("new")).hasContent("two");
        assertThat(out.resolve("c")).hasContent("three");
    }

    @Test
    void linksToSymbolicLinks() throws IOException {
        RawTar tar = new RawTar().file("f", "good").link('2', "a/b/s", "../../f");
        tar.link('2', "a/abs", "/f").link('1', "a/b/h", "a/b/s").link('1', "x/y/abs", "a/abs");
        extract(tar.bytes(), "t.tar");
        assertThat(out.resolve("a/b/h")).isSymbolicLink().hasContent("good");
        assertThat(Tree.inode(out.resolve("a/b/h"))).isEqualTo(Tree.inode(out.resolve("a/b/s")));
        assertThat(out.resolve("x/y/abs")).isSymbolicLink().hasContent("good");
        assertThat(Archives.extractMember(archive, null, "", "x/y/abs", temp.resolve("one")))
                .hasContent("good");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h", "a/h"})
    void refusesLinksToSymbolicLinksThatWouldLeadOut(String name) throws IOException {
        RawTar tar = new RawTar().link('2', "a/b/s", "../../f").link('1', name, "a/b/s");
        assertThatThrownBy(() -> extract(tar.bytes(), "t.tar"))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("leaves the folder");
    }

    @Test
    void putsAFileInThePlaceOfAnEmptyFolder() throws IOException {
        extract(new RawTar().header("d", '5', 0, "").file("d", "good").bytes(), "t.tar");
        assertThat(out.resolve("d")).hasContent("good");
    }

    @Test
    void keepsTimesOfFoldersAndLinks() throws IOException {
        RawTar tar = new RawTar().header("d/", '5', 0, "").file("d/f", "x").link('2', "d/l", "f");
        extract(tar.bytes(), "t.tar");
        assertThat(List.of(seconds("d"), seconds("d/f"), seconds("d/l"))).containsOnly(1000L);
    }

    @Test
    void unpacksAZipBehindAProgram() throws IOException {
        byte[] zip = zip(List.of("x"), UTF_8);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes("#!/bin/sh\nexec unzip \"$0\"\n".getBytes(UTF_8));
        both.writeBytes(zip);
        Files.write(archive, both.toByteArray());
        Archives.extract(archive, "zip", "", out);
        assertThat(out.resolve("x")).hasContent("x");
    }

    private void extract(byte[] bytes, String name) throws IOException {
        Files.write(archive, bytes);
        Archives.extract(archive, null, name, out);
    }

    private long seconds(String name) throws IOException {
        return Math.floorDiv(
                Files.getLastModifiedTime(
                                out.resolve(name), java.nio.file.LinkOption.NOFOLLOW_LINKS)
                        .toMillis(),
                1000);
    }

    private List<String> contents() throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            List<String> contents = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.add(Files.readString(file));
            }
            return contents;
        }
    }
}
