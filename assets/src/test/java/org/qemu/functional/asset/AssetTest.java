package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;

class AssetTest {
    private static final String SHA256 = "0123456789abcdef".repeat(4);

    @Test
    void takesBothHashesInEitherCase() {
        Asset asset = Asset.of("https://example.org/x", SHA256.toUpperCase(Locale.ROOT));
        assertThat(asset.hash()).isEqualTo(SHA256);
        assertThat(asset.url()).isEqualTo("https://example.org/x");
        assertThat(asset).isEqualTo(Asset.of("https://example.org/x", SHA256));
        assertThat(asset).hasSameHashCodeAs(Asset.of("https://example.org/x", SHA256));
        assertThat(asset).isNotEqualTo(Asset.of("https://example.org/y", SHA256));
        assertThat(asset).hasToString("https://example.org/x (0123456789ab…)");
        assertThat(Asset.of("http://example.org/x", SHA256 + SHA256).algorithm())
                .isEqualTo(HashAlgorithm.SHA512);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void refusesOtherHashes(String hash) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Asset.of("https://example.org/x", hash))
                .withMessageContaining("'" + hash + "'")
                .withMessageContaining("64 hexadecimal digits")
                .withMessageContaining("128");
    }

    @Test
    void takesAnIndexOfDebianUnderTheNameThatItKeeps() {
        String url = "debian:dists/bookworm/main/binary-amd64/by-hash/SHA256/" + SHA256;
        assertThat(Asset.of(url, SHA256).url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "x",
                "ftp://example.org/x",
                "http://",
                "https:///",
                "debian:",
                "debian:dists/x",
                "debian:/pool/x",
                "debian:pool/../x",
                "debian:pool//x",
                "debian:pool/x?y",
                "debian:pool/x/",
                "debian:dists/bookworm/main/binary-amd64/Packages.xz",
                "debian:dists/x/by-hash/SHA256/abc",
                "debian:dists/../by-hash/SHA256/"
                        + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "debian:by-hash/SHA256/"
                        + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void refusesOtherAddresses(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Asset.of(url, SHA256))
                .withMessageContaining("'" + url + "'")
                .withMessageContaining("are accepted");
    }
}
