package org.qemu.functional.extraction.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileNameTest {
    @Test
    void dropsFoldersEndingAndQuery() {
        assertThat(FileName.uncompressed("https://example.org/a/rootfs.ext4.zst"))
                .isEqualTo("rootfs.ext4");
        assertThat(FileName.uncompressed("https://example.org/ROM.BIN.gz?format=raw#x"))
                .isEqualTo("ROM.BIN");
        assertThat(FileName.uncompressed("/tmp/plain")).isEqualTo("plain");
        assertThat(FileName.uncompressed("https://example.org/.gz")).isEqualTo("data");
    }
}
