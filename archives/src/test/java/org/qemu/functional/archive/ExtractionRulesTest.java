package org.qemu.functional.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.qemu.functional.archive.ArchiveMaker.file;
import static org.qemu.functional.archive.ArchiveMaker.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that the same rules apply to each kind of archive that supports files and links. */
class ExtractionRulesTest {
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
        try (Stream<Path> files = Files.walk(temp)) {
            assertThat(files.filter(file -> !file.startsWith(out)))
                    .containsExactlyInAnyOrder(temp, archive, temp.resolve("in"));
        }
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files.filter(f -> f.toString().contains(".part-"))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesNamesThatLeaveTheFolder(ArchiveMaker kind) throws IOException {
        for (String name : new String[] {"../up", "a/../../up", "/tmp/qemu-functional-evil"}) {
            kind.write(archive, file("first", "good"), file(name, "evil"));
            assertRefused("refused to unpack '" + name + "' in");
        }
        assertThat(Path.of("/tmp/qemu-functional-evil")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void refusesLinksThatLeaveTheFolder(ArchiveMaker kind) throws IOException {
        kind.write(archive, link("d/link", "../../up"));
        assertRefused("refused to unpack 'd/link' in");
        assertThat(out.resolve("d/link")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void keepsAbsoluteLinksInside(ArchiveMaker kind) throws IOException {
        kind.write(
                archive,
                file("etc/passwd", "inside"),
                link("usr/bin/x", "/etc/passwd"),
                link("y", "//etc/passwd"),
                link("usr/top", "/"),
                link("usr/up", "/usr/../etc/passwd"),
                link("usr/none", "/etc/shadow"));
        Archives.extract(archive, null, "", out);
        assertThat(out.resolve("usr/bin/x")).hasContent("inside");
        assertThat(Files.readSymbolicLink(out.resolve("usr/bin/x")))
                .hasToString("../../etc/passwd");
        assertThat(out.resolve("y")).hasContent("inside");
        assertThat(out.resolve("usr/up")).hasContent("inside");
        assertThat(out.resolve("usr/top").toRealPath()).isEqualTo(out.toRealPath());
        assertThat(out.resolve("usr/none")).isSymbolicLink();
        assertThat(Files.exists(out.resolve("usr/none"))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void refusesAbsoluteLinksThatClimbOutOfTheTop(ArchiveMaker kind) throws IOException {
        for (String target : new String[] {"/../up", "/..", "/d/../../up", "/nil/../../up"}) {
            kind.write(archive, file("d/file", ""), link("d/link", target));
            assertRefused("refused to unpack 'd/link' in");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesToWriteThroughLinks(ArchiveMaker kind) throws IOException {
        for (String target : new String[] {"d", "/d", "/"}) {
            kind.write(archive, file("d/f", ""), link("link", target), file("link/x", "evil"));
            assertRefused("refused to unpack 'link/x' in");
            assertThat(out.resolve("d/x")).doesNotExist();
            assertThat(out.resolve("x")).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesTheLastOfSeveralWithOneName(ArchiveMaker kind) throws IOException {
        kind.write(archive, file("x", "first"), file("y", "other"), file("x", "last"));
        Archives.extract(archive, null, "", out);
        assertThat(out.resolve("x")).hasContent("last");
        assertThat(out.resolve("y")).hasContent("other");
        Archives.extractMember(archive, null, "", "x", out);
        assertThat(out.resolve("x")).hasContent("first");
    }

    @ParameterizedTest
    @EnumSource
    void replacesALinkByTheFileOfItsName(ArchiveMaker kind) throws IOException {
        kind.write(archive, file("x", "good"), link("y", "x"), file("y", "last"));
        Archives.extract(archive, null, "", out);
        assertThat(out.resolve("x")).hasContent("good");
        assertThat(out.resolve("y")).hasContent("last").isRegularFile();
    }

    @ParameterizedTest
    @EnumSource
    void refusesNamesOfFourKilobytes(ArchiveMaker kind) throws IOException {
        String path = "d/".repeat(2047) + "xy";
        for (String name : new String[] {"x".repeat(4096), path}) {
            kind.write(archive, file("first", "good"), file(name, "evil"));
            assertThatThrownBy(() -> Archives.extract(archive, null, "", out))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining(name.substring(0, 200))
                    .hasMessageContaining("(4096 characters)")
                    .hasMessageContaining(archive.toString())
                    .hasMessageContaining("File name too long");
            assertThat(out.resolve("first")).hasContent("good");
        }
    }

    @ParameterizedTest
    @EnumSource
    void stripsSetuidAndWritingByOthers(ArchiveMaker kind) throws IOException {
        kind.write(archive, ArchiveMaker.setuid("tool"));
        Archives.extract(archive, null, "", out);
        assertThat(Files.getAttribute(out.resolve("tool"), "unix:mode")).isEqualTo(0100755);
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> Archives.extract(archive, null, "", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(archive.toString());
    }
}
