package org.qemu.functional.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.qemu.functional.archive.TarMaker.file;
import static org.qemu.functional.archive.TarMaker.hardLink;
import static org.qemu.functional.archive.TarMaker.link;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extracts malicious archives. */
class EvilArchivesTest {
    @TempDir Path temp;
    Path archive;
    Path out;

    @BeforeEach
    void makeFolder() throws IOException {
        archive = temp.resolve("evil");
        out = Files.createDirectories(temp.resolve("in/out"));
    }

    @AfterEach
    void nothingIsOutside() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsOnly("evil", "in");
        }
        try (Stream<Path> files = Files.list(temp.resolve("in"))) {
            assertThat(files).containsExactly(out);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../up", "a/../../up", "/tmp/qemu-functional-evil", "..", "a/..", "./../up"})
    void refusesNamesThatLeaveTheFolder(String name) throws IOException {
        tar(file(name, "evil"));
        assertRefused("'" + name + "' in");

        try (OutputStream stream = Files.newOutputStream(archive);
                CpioArchiveOutputStream cpio = new CpioArchiveOutputStream(stream)) {
            CpioArchiveEntry entry = new CpioArchiveEntry(name, 4);
            entry.setMode(CpioConstants.C_ISREG | 0644);
            cpio.putArchiveEntry(entry);
            cpio.write("evil".getBytes(StandardCharsets.UTF_8));
            cpio.closeArchiveEntry();
        }
        assertRefused("'" + name + "' in");

        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive)) {
            zip.putArchiveEntry(new ZipArchiveEntry(name));
            zip.write("evil".getBytes(StandardCharsets.UTF_8));
            zip.closeArchiveEntry();
        }
        assertRefused("'" + name + "' in");
        assertThat(Path.of("/tmp/qemu-functional-evil")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "/../x", "a/../../x", "d/s/..", "d/s/../..", "nil/.."})
    void refusesLinksThatMayLeaveTheFolder(String target) throws IOException {
        // d/s leads to the top, so that d/s/.. is outside although it looks like d.
        tar(file("d/file", ""), link("d/s", ".."), link("link", target));
        assertRefused("'link' in");
        assertThat(out.resolve("link")).doesNotExist();
    }

    @Test
    void keepsLinksThatStay() throws IOException {
        tar(
                file("a/b/file", "content"),
                link("a/b/up", "../../a/b/file"),
                link("a/top", ".."),
                link("a/detour", "../a/b/../b/file"));
        Archives.extract(archive, null, "", out);
        assertThat(out.resolve("a/b/up")).hasContent("content");
        assertThat(out.resolve("a/detour")).hasContent("content");
        assertThat(out.resolve("a/top/a/b/up")).hasContent("content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil", "/etc/passwd", "d", "nothing"})
    void refusesHardLinksToAnythingButMembers(String target) throws IOException {
        tar(file("d/file", ""), link("link", "d/file"), hardLink("hard", target));
        assertRefused("'hard' in");
    }

    @Test
    void refusesToWriteThroughLinks() throws IOException {
        tar(file("d/file", ""), link("link", "d"), file("link/through", "evil"));
        assertRefused("'link/through' in");
        assertThat(out.resolve("d/through")).doesNotExist();
    }

    @Test
    void refusesToWriteThroughLinksThatWereThere() throws IOException {
        Files.createSymbolicLink(out.resolve("link"), temp);
        tar(file("link/through", "evil"));
        assertRefused("'link/through' in");
        assertThatThrownBy(() -> Archives.extractMember(archive, null, "", "link/through", out))
                .isInstanceOf(ArchiveException.class);
    }

    @Test
    void replacesLinksRatherThanWhatTheyLeadTo() throws IOException {
        tar(file("file", "good"), link("link", "file"), file("link", "last"));
        Archives.extract(archive, null, "", out);
        assertThat(out.resolve("file")).hasContent("good");
        assertThat(out.resolve("link")).hasContent("last");

        Files.createSymbolicLink(out.resolve("outside"), temp.resolve("target"));
        tar(file("outside", "in"));
        Archives.extract(archive, null, "", out);
        assertThat(out.resolve("outside")).hasContent("in").isRegularFile();
    }

    @Test
    void doesNotChangeAFileThroughItsHardLink() throws IOException {
        tar(file("file", "good"), hardLink("hard", "file"), file("hard", "last"));
        Archives.extract(archive, null, "", out);
        assertThat(out.resolve("file")).hasContent("good");
        assertThat(out.resolve("hard")).hasContent("last");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO})
    void refusesDevicesAndFifos(byte type) throws IOException {
        tar(new TarMaker.Entry(new TarArchiveEntry("dev/evil", type), ""));
        assertRefused("'dev/evil' in");
        assertThatThrownBy(() -> Archives.extractMember(archive, null, "", "dev/evil", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("device");
    }

    @Test
    void stripsSetuidAndWritingByOthers() throws IOException {
        TarMaker.Entry entry = file("tool", "");
        entry.header().setMode(06777);
        tar(entry);
        Archives.extract(archive, null, "", out);
        assertThat(Files.getAttribute(out.resolve("tool"), "unix:mode")).isEqualTo(0100755);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .doesNotContain("t");
    }

    @Test
    void refusesLinksInACircle() throws IOException {
        tar(link("a", "b"), link("b", "a"), link("c/d", "d"));
        assertThatThrownBy(() -> Archives.extractMember(archive, null, "", "a", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("loop");
        assertThatThrownBy(() -> Archives.extractMember(archive, null, "", "c/d", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("loop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../evil", "/etc/passwd", "../../etc/passwd"})
    void doesNotReadOutsideTheArchiveForAMember(String target) throws IOException {
        tar(link("d/link", target));
        assertThatThrownBy(() -> Archives.extractMember(archive, null, "", "d/link", out))
                .isInstanceOf(ArchiveException.class);
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void refusesMembersThatLeaveTheFolder() throws IOException {
        tar(file("../up", "evil"));
        assertThatThrownBy(() -> Archives.extractMember(archive, null, "", "../up", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("leads out of the folder");
    }

    @Test
    void refusesNamesThatNoFileSystemTakes() throws IOException {
        tar(file("x".repeat(4096), "evil"));
        assertThatThrownBy(() -> Archives.extract(archive, null, "", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("File name too long");
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void refusesAFileInThePlaceOfAFolder() throws IOException {
        tar(file("d/file", "good"), file("d", "evil"));
        assertRefused("'d' in");
        assertThat(out.resolve("d/file")).hasContent("good");
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files).containsExactly(out.resolve("d"));
        }
    }

    @Test
    void doesNotMindTheTopItself() throws IOException {
        tar(new TarMaker.Entry(new TarArchiveEntry("./"), ""), file("./x", "good"));
        assertThatCode(() -> Archives.extract(archive, null, "", out)).doesNotThrowAnyException();
        assertThat(out.resolve("x")).hasContent("good");
    }

    private void assertRefused(String where) {
        assertThatThrownBy(() -> Archives.extract(archive, null, "", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageStartingWith("refused to unpack " + where)
                .hasMessageContaining(archive.toString());
    }

    private void tar(TarMaker.Entry... entries) throws IOException {
        TarMaker.write(archive, entries);
    }
}
