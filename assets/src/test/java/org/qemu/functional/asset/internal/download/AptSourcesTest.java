package org.qemu.functional.asset.internal.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.internal.download.transfer.DownloadRequest;

class AptSourcesTest {
    private static final DownloadRequest ASSET =
            new DownloadRequest("debian:pool/main/g/g++/g++_1.0~rc1+b1_all.deb", "0".repeat(64));

    @TempDir Path etcApt;

    @Test
    void readsBothFormatsInOrder() throws Exception {
        write(
                "sources.list",
                """
                # deb http://example.org/commented x main
                deb http://example.org/one x main # remark
                deb-src http://example.org/source x main
                deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] https://example.org/two/debian/ x main
                deb\thttp://example.org/one y main
                deb cdrom:[Debian]/ x main
                """);
        write(
                "sources.list.d/b.sources",
                """
                Types: deb deb-src
                # between the lines
                URIs: http://example.org/three
                # in the middle of a field
                 https://example.org/four/debian
                Suites: x y
                Components: main
                Signed-By:
                 -----BEGIN PGP PUBLIC KEY BLOCK-----
                 .
                 URIs: http://example.org/key

                Enabled: no
                Types: deb
                URIs: http://example.org/disabled

                types: deb-src
                URIs: http://example.org/source

                types: deb
                uris: http://example.org/five http://example.org/six
                """);
        write("sources.list.d/a.list", "deb http://example.org/a x main\n");
        write("sources.list.d/c.list.disabled", "deb http://example.org/disabled x main\n");

        assertThat(AptSources.uris(etcApt))
                .containsExactly(
                        "http://example.org/one",
                        "https://example.org/two/debian/",
                        "cdrom:[Debian]/",
                        "http://example.org/a",
                        "http://example.org/three",
                        "https://example.org/four/debian",
                        "http://example.org/five",
                        "http://example.org/six");
        assertThat(UrlResolver.of(Map.of(), etcApt).of(ASSET).stream().limit(3))
                .containsExactly(
                        "https://example.org/two/debian/pool/main/g/g++/g++_1.0~rc1+b1_all.deb",
                        "https://example.org/four/debian/pool/main/g/g++/g++_1.0~rc1+b1_all.deb",
                        "http://example.org/one/pool/main/g/g++/g++_1.0~rc1+b1_all.deb");
    }

    @Test
    void prefersTheMirrorOfTheEnvironment() throws Exception {
        write("sources.list", "deb http://example.org/debian x main\n");
        assertThat(debianMirror("http://localhost:8/d/", etcApt).of(ASSET))
                .containsExactly("http://localhost:8/d/pool/main/g/g++/g++_1.0~rc1+b1_all.deb");
        assertThatThrownBy(() -> debianMirror("ftp://localhost/", etcApt).of(ASSET))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("QEMU_TEST_DEBIAN_MIRROR is 'ftp://localhost/'");
    }

    @Test
    void saysWhatToSetWhenThereIsNoMirror() {
        assertThatThrownBy(() -> debianMirror(" ", etcApt.resolve("nil")).of(ASSET))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("QEMU_TEST_DEBIAN_MIRROR")
                .hasMessageContaining(ASSET.url());
    }

    private static UrlResolver debianMirror(String mirror, Path etcApt) {
        return UrlResolver.of(Map.of(UrlResolver.DEBIAN_MIRROR, mirror), etcApt);
    }

    private void write(String name, String text) throws IOException {
        Path file = etcApt.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
