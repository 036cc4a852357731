package org.qemu.functional.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.qemu.functional.archive.ArchiveMaker.file;
import static org.qemu.functional.archive.ArchiveMaker.link;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extracts archives from a stream. */
class StreamExtractionTest {
    @TempDir Path temp;
    Path archive;
    Path out;

    @BeforeEach
    void name() {
        archive = temp.resolve("archive");
        out = temp.resolve("out");
    }

    @ParameterizedTest
    @EnumSource
    void extractsAllAndOne(ArchiveMaker kind) throws IOException {
        // The link follows its file, which requires reading the archive twice.
        kind.write(archive, file("d/x", "good"), file("y", "other"), link("z", "d/x"));
        try (Watched in = new Watched(Files.newInputStream(archive))) {
            Archives.extract(in, null, "http://example.org/archive", out);
            assertThat(in.closed).isFalse();
        }
        assertThat(out.resolve("z")).isSymbolicLink().hasContent("good");
        assertNames(out, "d", "y", "z");

        Path one = temp.resolve("one");
        try (InputStream in = Files.newInputStream(archive)) {
            assertThat(Archives.extractMember(in, null, "", "z", one))
                    .isEqualTo(one.resolve("z"))
                    .hasContent("good");
        }
        assertNames(one, "z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd", "bzip2", "lzma"})
    void uncompresses(String program) throws IOException {
        Path plain = Files.write(temp.resolve("plain"), Tree.big());
        Tool.pipe(temp, plain, archive, program, "-c");
        Path target = out.resolve("x");
        try (InputStream in = Files.newInputStream(archive)) {
            Tree.assertBig(Archives.uncompress(in, null, "", target));
        }
        assertNames(out, "x");
    }

    @Test
    @Timeout(60)
    void readsAFifo() throws IOException {
        ArchiveMaker.TAR.write(archive, file("x", "good"));
        Path fifo = temp.resolve("fifo");
        Tool.run(temp, "mkfifo", "fifo");
        byte[] bytes = Files.readAllBytes(archive);
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                Files.write(fifo, bytes);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        Archives.extract(fifo, null, "x.tar", out);
        writer.join();
        assertThat(out.resolve("x")).hasContent("good");
        assertNames(out, "x");
    }

    @Test
    void leavesNothingOfADamagedStream() throws IOException {
        InputStream page = new ByteArrayInputStream(new byte[] {'<', 'p', '>'});
        assertThatThrownBy(() -> Archives.extract(page, null, "http://example.org/x.zip", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("'http://example.org/x.zip'")
                .hasMessageContaining("3c 70 3e");
        assertNames(out);
    }

    @Test
    void tellsThatTheStreamFails() throws IOException {
        InputStream failing =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        return read();
                    }
                };
        assertThatThrownBy(() -> Archives.uncompress(failing, null, "x.gz", out.resolve("x")))
                .isInstanceOf(ArchiveException.class)
                .hasMessage("cannot read the stream of 'x.gz' to unpack it: connection reset");
        assertNames(out);
    }

    @Test
    void endsAStreamAtTheSize() throws IOException {
        InputStream endless =
                new InputStream() {
                    @Override
                    public int read() {
                        return 0;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        return length;
                    }
                };
        ExtractionLimits limits = ExtractionLimits.DEFAULT.withSize(1 << 20);
        assertThatThrownBy(() -> Archives.extract(endless, null, "x.tar", out, limits))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("QEMU_TEST_UNPACK_MAX_SIZE");
        assertNames(out);
    }

    private static void assertNames(Path folder, String... names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
    }

    private static final class Watched extends FilterInputStream {
        boolean closed;

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }
}
