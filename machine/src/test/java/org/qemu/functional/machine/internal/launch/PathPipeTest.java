package org.qemu.functional.machine.internal.launch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PathPipeTest {
    private static PathPipe open() {
        try {
            return PathPipe.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Pipe pipe) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        pipe.source().read(bytes);
        return new String(bytes.array(), 0, bytes.position(), US_ASCII);
    }

    private static void close(Pipe pipe) throws IOException {
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void standsForItsOwnPipeOfManyThatAreMadeAtOnce() throws IOException {
        List<PathPipe> pipes = IntStream.range(0, 100).parallel().mapToObj(i -> open()).toList();
        for (PathPipe pipe : pipes) {
            Files.writeString(pipe.path(), pipe.path().toString(), StandardOpenOption.WRITE);
        }
        for (PathPipe pipe : pipes) {
            assertThat(read(pipe.pipe())).isEqualTo(pipe.path().toString());
            close(pipe.pipe());
        }
    }

    /** Other pipes of the program, regardless of their state, are neither read nor written. */
    @Test
    void leavesOtherPipesAlone() throws IOException {
        Pipe full = Pipe.open();
        full.sink().configureBlocking(false);
        int size = full.sink().write(ByteBuffer.allocate(1 << 20));
        Pipe broken = Pipe.open();
        broken.sink().close();
        Pipe waiting = Pipe.open();
        waiting.sink().write(ByteBuffer.wrap("waits".getBytes(US_ASCII)));

        close(PathPipe.open().pipe());

        assertThat(read(waiting)).isEqualTo("waits");
        assertThat(broken.source().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        ByteBuffer all = ByteBuffer.allocate(size + 1);
        full.sink().close();
        while (full.source().read(all) >= 0) {}
        assertThat(all.position()).isEqualTo(size);
        close(full);
        close(broken);
        close(waiting);
    }
}
