package org.qemu.functional.guest.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.qemu.functional.guest.image.ImageException;

class RootTreeTest {
    private static final Content TEXT = new Content.Bytes(new byte[] {'h', 'i'});

    private final RootTree tree = GuestRoot.skeleton();

    @Test
    void putsFilesWhereTheLinksToTheirDirectoriesLead() {
        tree.file("/sbin/a", TEXT, 0755);
        tree.file("lib64/b", TEXT, 0644);
        tree.file("var/run/c/d", TEXT, 0644);
        assertThat(tree.nodes()).containsKeys("usr/bin/a", "usr/lib64/b", "run/c/d", "run/c");
        assertThat(tree.has("/usr/sbin/a")).isTrue();
    }

    @Test
    void keepsTheMeaningOfRelativeLinks() {
        tree.link("lib64/ld.so", "../lib/x/ld.so");
        tree.link("usr/lib/libx.so.1", "libx.so.1.2");
        assertThat(tree.nodes().get("usr/lib64/ld.so"))
                .isEqualTo(new RootTree.Node.Link("/usr/lib/x/ld.so"));
        assertThat(tree.nodes().get("usr/lib/libx.so.1"))
                .isEqualTo(new RootTree.Node.Link("libx.so.1.2"));
    }

    @Test
    void makesNoLinkToItself() {
        tree.link("sbin/ip", "/bin/ip");
        assertThat(tree.has("bin/ip")).isFalse();
    }

    @Test
    void prefersProgramsToApplets() {
        tree.file("sbin/ip", TEXT, 0755);
        GuestRoot.addApplets(tree, "busybox", List.of("ip", "ls"));
        assertThat(tree.nodes().get("usr/bin/ip")).isInstanceOf(RootTree.Node.RegularFile.class);
        assertThat(tree.nodes().get("usr/bin/ls")).isEqualTo(new RootTree.Node.Link("busybox"));
    }

    @Test
    void refusesAFileInPlaceOfAFolder() {
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> tree.file("/usr", TEXT, 0644))
                .withMessageContaining("'/usr' is a folder");
        tree.file("/etc/motd", TEXT, 0644);
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> tree.file("/etc/motd/x", TEXT, 0644))
                .withMessageContaining("'/etc/motd' is not a folder");
    }

    @Test
    void writesTheSameBytesInWhateverOrderFilesCame() throws IOException {
        RootTree other = GuestRoot.skeleton();
        other.file("b", TEXT, 0644);
        other.file("a/c", TEXT, 0755);
        tree.file("a/c", TEXT, 0755);
        tree.file("b", TEXT, 0644);
        assertThat(archive(tree)).isEqualTo(archive(other));
    }

    @Test
    void archivesEverythingWithItsModeAndOwnedByRoot() throws IOException {
        tree.file("/init", TEXT, 0755);
        tree.link("link", "/init");
        List<String> entries = new ArrayList<>();
        try (CpioArchiveInputStream in =
                new CpioArchiveInputStream(new ByteArrayInputStream(archive(tree)))) {
            for (CpioArchiveEntry entry = in.getNextEntry();
                    entry != null;
                    entry = in.getNextEntry()) {
                assertThat(entry.getUID() + entry.getGID() + entry.getTime()).isZero();
                String text =
                        new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                entries.add("%s %o %s".formatted(entry.getName(), entry.getMode(), text));
            }
        }
        assertThat(entries)
                .contains("init 100755 hi", "link 120777 /init", "tmp 41777 ", "dev/console 20600 ")
                .isSorted();
    }

    private static byte[] archive(RootTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Initramfs.write(tree, out);
        return out.toByteArray();
    }
}
