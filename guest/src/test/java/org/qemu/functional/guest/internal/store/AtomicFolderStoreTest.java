package org.qemu.functional.guest.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.guest.image.ImageException;

class AtomicFolderStoreTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @TempDir Path root;
    private final AtomicInteger made = new AtomicInteger();

    private List<String> make(Path part) throws IOException {
        made.incrementAndGet();
        Files.writeString(part.resolve("file"), "content");
        return List.of("file");
    }

    private Path get() {
        return new AtomicFolderStore(root).get(HASH, this::make);
    }

    @Test
    void makesAFolderOnce() throws IOException {
        assertThat(get().resolve("file")).hasContent("content");
        assertThat(get()).isEqualTo(root.resolve(HASH));
        assertThat(made).hasValue(1);
    }

    @Test
    void makesAgainWhatIsDamaged() throws IOException {
        Files.writeString(get().resolve("file"), "damaged content");
        assertThat(get().resolve("file")).hasContent("content");
        assertThat(made).hasValue(2);
    }

    @Test
    void makesAgainWhatIsGone() throws IOException {
        Files.delete(get().resolve("file"));
        assertThat(get().resolve("file")).hasContent("content");
        Files.writeString(root.resolve(HASH).resolve("state"), "file torn");
        assertThat(get().resolve("file")).hasContent("content");
        assertThat(made).hasValue(3);
    }

    @Test
    void keepsWhatWasOnlyTouched() throws IOException {
        Path file = get().resolve("file");
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(0));
        get();
        assertThat(made).hasValue(1);
    }

    @Test
    void makesAgainWhatAnotherUserMade() throws IOException {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "only root can give files away");
        Files.setAttribute(get().resolve("state"), "unix:uid", 4242);
        get();
        assertThat(made).hasValue(2);
    }

    @Test
    void leavesNothingOfAFailure() throws IOException {
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(
                        () ->
                                new AtomicFolderStore(root)
                                        .get(
                                                HASH,
                                                part -> {
                                                    make(part);
                                                    throw new IOException(
                                                            "No space left on device");
                                                }))
                .withMessageContaining(HASH)
                .withMessageContaining("make room");
        assertThat(names()).containsExactly(".lock");
    }

    @Test
    void oneOfManyThreadsMakesIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CountDownLatch start = new CountDownLatch(8);
            List<Future<Path>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(
                        threads.submit(
                                () -> {
                                    start.countDown();
                                    start.await();
                                    return get();
                                }));
            }
            for (Future<Path> one : all) {
                assertThat(one.get().resolve("file")).hasContent("content");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void makesWhatAProcessWasKilledOver() throws Exception {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Stuck.class.getName(),
                                root.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (InputStream out = other.getInputStream()) {
            assertThat(out.read()).isEqualTo('x');
            assertThat(names()).anyMatch(name -> name.startsWith(".part-"));
        } finally {
            other.destroyForcibly();
        }
        assertThat(get().resolve("file")).hasContent("content");
        assertThat(names()).containsExactlyInAnyOrder(".lock", HASH);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Stops halfway. */
    static final class Stuck {
        private Stuck() {}

        public static void main(String[] arguments) {
            new AtomicFolderStore(Path.of(arguments[0]))
                    .get(
                            HASH,
                            part -> {
                                Files.writeString(part.resolve("file"), "cont");
                                System.out.print('x');
                                System.out.flush();
                                while (System.in.read() >= 0) {
                                    // Until it is killed.
                                }
                                return List.of();
                            });
        }
    }
}
