package org.qemu.functional.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AtomicFolderTest {
    @TempDir Path root;
    private Path path;
    private AtomicFolder folder;

    @BeforeEach
    void name() {
        path = root.resolve("parent/folder");
        folder = AtomicFolder.of(path, ".folder.");
    }

    private Path fill(String content) throws IOException {
        Path temporary = folder.createTemporary();
        Files.writeString(temporary.resolve("file"), content);
        return temporary;
    }

    private void assertAlone(String... names) {
        assertThat(path.getParent().toFile().list()).containsExactlyInAnyOrder(names);
    }

    @Test
    void isThereWhenItIsPublished() throws IOException {
        Path temporary = fill("content");
        assertThat(path).doesNotExist();
        assertThat(temporary.getFileName().toString()).startsWith(".folder.");
        folder.publish(temporary);
        assertThat(path.resolve("file")).hasContent("content");
        assertAlone("folder");
    }

    @Test
    void takesThePlaceOfAnother() throws IOException {
        folder.publish(fill("old"));
        Files.createFile(path.resolve("left"));
        Path temporary = fill("new");
        assertThat(path.resolve("file")).hasContent("old");
        folder.publish(temporary);
        assertThat(path).isDirectoryNotContaining("glob:**/left");
        assertThat(path.resolve("file")).hasContent("new");
        assertAlone("folder");
    }

    @Test
    void isRemovedEvenIfItCannotBeWritten() throws IOException {
        folder.publish(fill("content"));
        Path sealed = Files.createDirectories(path.resolve("sealed"));
        Files.createFile(sealed.resolve("file"));
        Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("r-xr-xr-x"));
        folder.remove();
        assertAlone();
        folder.remove();
    }

    @Test
    void leavesTheTemporaryFoldersOfOthers() throws IOException {
        folder.removeLeftovers();
        fill("left");
        fill("left, too");
        AtomicFolder other = AtomicFolder.of(root.resolve("parent/folder2"), ".folder2.");
        Path others = other.createTemporary();
        folder.publish(fill("content"));
        folder.removeLeftovers();
        assertAlone("folder", others.getFileName().toString());
    }

    @Test
    void isNotMadeBelowAFile() throws IOException {
        Files.createFile(root.resolve("parent"));
        assertThatThrownBy(folder::createTemporary).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void isMadeAlthoughTheParentIsRemovedWhileItIsEmpty() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Void> remover =
                CompletableFuture.runAsync(
                        () -> {
                            while (!stop.get()) {
                                path.getParent().toFile().delete();
                                started.countDown();
                            }
                        });
        started.await();
        try {
            for (int i : IntStream.range(0, 200).toArray()) {
                Path temporary = folder.createTemporary();
                assertThat(temporary).as("of round %d", i).isDirectory();
                Files.delete(temporary);
            }
        } finally {
            stop.set(true);
            remover.get();
        }
    }
}
