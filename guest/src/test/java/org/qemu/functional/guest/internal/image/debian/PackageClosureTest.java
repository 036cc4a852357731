package org.qemu.functional.guest.internal.image.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.guest.image.ImageException;

class PackageClosureTest {
    private static final String HASH = "0".repeat(64);

    private static String stanza(String name, String... fields) {
        return "Package: %s\nVersion: 1\nDescription: a\n Depends: no-field\nFilename: pool/%s\nSHA256: %s\n%s\n\n"
                .formatted(name, name, HASH, String.join("\n", fields));
    }

    private static List<String> closure(String packages, String... names) throws IOException {
        PackageIndex index = PackageIndex.read(new BufferedReader(new StringReader(packages)));
        return PackageClosure.of(index, List.of(names)).stream().map(DebianPackage::name).toList();
    }

    @Test
    void takesBothKindsOfDependencyAndWhatTheyNeed() throws IOException {
        String packages =
                stanza("a", "Depends: b (>= 1.2~), c:any", "Pre-Depends: d", "Recommends: e")
                        + stanza("b", "Depends: f")
                        + stanza("c")
                        + stanza("d")
                        + stanza("e")
                        + stanza("f", "Depends: a");
        assertThat(closure(packages, "a")).containsExactly("a", "b", "c", "d", "f");
    }

    @Test
    void takesTheFirstAlternativeThatThereIs() throws IOException {
        String packages =
                stanza("a", "Depends: gone | second (= 2) | third")
                        + stanza("second")
                        + stanza("third");
        assertThat(closure(packages, "a")).containsExactly("a", "second");
    }

    @Test
    void takesAnAlternativeThatIsThereAnyway() throws IOException {
        String packages =
                stanza("a", "Depends: second | third") + stanza("second") + stanza("third");
        assertThat(closure(packages, "a", "third")).containsExactly("a", "third");
    }

    @Test
    void takesWhatProvidesAVirtualPackage() throws IOException {
        String packages =
                stanza("a", "Depends: mta") + stanza("exim", "Provides: mta (= 1), other");
        assertThat(closure(packages, "a")).containsExactly("a", "exim");
        assertThat(closure(packages, "other")).containsExactly("exim");
    }

    @Test
    void leavesOutWhatIsOfNoUseUnlessItIsAskedFor() throws IOException {
        String packages =
                stanza("a", "Depends: debconf (>= 0.5) | debconf-2.0, b")
                        + stanza("b")
                        + stanza("debconf");
        assertThat(closure(packages, "a")).containsExactly("a", "b");
        assertThat(closure(packages, "a", "debconf")).containsExactly("a", "b", "debconf");
    }

    @Test
    void namesTheNearestPackages() {
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> closure(stanza("openvpn") + stanza("zsh"), "openvnp"))
                .withMessageContaining("no package 'openvnp'")
                .withMessageContaining("openvpn");
    }

    @Test
    void saysWhichPackageNeedsWhatThereIsNot() {
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> closure(stanza("a", "Depends: x | y"), "a"))
                .withMessageContaining("'a' needs 'x | y'");
    }

    @Test
    void keepsWhatIsNeededToFetchAPackage() throws IOException {
        PackageIndex index =
                PackageIndex.read(new BufferedReader(new StringReader(stanza("a") + stanza("b"))));
        DebianPackage one = PackageClosure.of(index, List.of("a")).get(0);
        assertThat(DebianPackage.parse(one.line())).isEqualTo(one);
        assertThat(one.asset().url()).isEqualTo("debian:pool/a");
        assertThat(one.asset().hash()).isEqualTo(HASH);
    }
}
