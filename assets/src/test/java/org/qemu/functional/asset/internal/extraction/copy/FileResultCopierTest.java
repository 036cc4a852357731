package org.qemu.functional.asset.internal.extraction.copy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileResultCopierTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "./a", "a/./b", "a//b", "..a"})
    void nameOfFileBelowFolderIsPlain(String name) {
        assertThat(FileResultCopier.isPlain(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "./.", "..", "../a", "a/../b", "/a", "/"})
    void anyOtherNameIsNot(String name) {
        assertThat(FileResultCopier.isPlain(name)).isFalse();
    }
}
