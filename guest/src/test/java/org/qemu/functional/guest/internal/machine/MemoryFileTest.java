package org.qemu.functional.guest.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryFileTest {
    @TempDir Path folder;

    @Test
    void refusesWhatHasNoRoom() {
        assertThatThrownBy(() -> MemoryFile.create(1L << 50, folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("1073741824 MiB")
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("/dev/shm");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void isReachedWithoutAName() throws Exception {
        try (MemoryFile memory = MemoryFile.create(1 << 20, folder)) {
            assertThat(Files.size(memory.path())).isEqualTo(1 << 20);
            assertThat(Files.readSymbolicLink(memory.path()).toString()).endsWith("(deleted)");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void copiesWhatIsThere() throws Exception {
        byte[] content = new byte[3 << 20];
        content[5] = 1;
        content[(2 << 20) + 4097] = 2;
        Path copy = folder.resolve("copy");
        try (MemoryFile memory = MemoryFile.create(content.length, folder)) {
            Files.write(memory.path(), content, StandardOpenOption.WRITE);
            memory.copyTo(copy);
        }
        assertThat(Files.readAllBytes(copy)).isEqualTo(content);
    }
}
