package org.qemu.functional.vfiouser.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LinuxFilesTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long GIB = 1L << 30;

    @Test
    void eventfdCountsSignals() throws IOException {
        try (Eventfd eventfd = Eventfd.create()) {
            assertThat(eventfd.take()).isZero();
            eventfd.signal();
            Eventfd.signal(eventfd.descriptor());
            assertThat(eventfd.await(LONG)).isEqualTo(2);
            assertThat(eventfd.await(Duration.ofMillis(1))).isZero();
        }
    }

    @Test
    void eventfdWakesWaitingThread() throws Exception {
        try (Eventfd eventfd = Eventfd.create()) {
            CompletableFuture<Long> count =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return eventfd.await(LONG);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            eventfd.signal();
            assertThat(count.get()).isEqualTo(1);
        }
    }

    @Test
    void closedEventfdIsReported() throws IOException {
        Eventfd eventfd = Eventfd.create();
        eventfd.close();
        eventfd.close();
        assertThatIOException().isThrownBy(eventfd::take).withMessageContaining("closed");
        assertThatIOException().isThrownBy(eventfd::signal);
    }

    @Test
    void memfdSharesItsContentWithOtherMapping() throws IOException {
        try (Memfd memfd = Memfd.create("test", 8192)) {
            MappedFile other = MappedFile.map(memfd.descriptor(), 4096, 4096, false);
            memfd.mapping().write(4096 + 8, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            ByteBuffer read = ByteBuffer.allocate(3);
            other.read(8, read);
            assertThat(read.array()).containsExactly(1, 2, 3);
            assertThat(other.buffer(8, 3).get(1)).isEqualTo((byte) 2);
        }
    }

    @Test
    void mappingOfMoreThanOneGibibyte() throws IOException {
        try (Memfd memfd = Memfd.create("test", 3 * GIB)) {
            byte[] data = {1, 2, 3, 4};
            memfd.mapping().write(2 * GIB - 2, ByteBuffer.wrap(data));
            ByteBuffer read = ByteBuffer.allocate(4);
            memfd.mapping().read(2 * GIB - 2, read);
            assertThat(read.array()).isEqualTo(data);
            assertThatThrownBy(() -> memfd.mapping().buffer(2 * GIB - 2, 4))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(memfd.mapping().buffer(3 * GIB - 4, 4).getInt()).isZero();
        }
    }

    @Test
    void mappingRefusesWhatIsOutside() throws IOException {
        try (Memfd memfd = Memfd.create("test", 4096)) {
            MappedFile mapping = memfd.mapping();
            for (long offset : new long[] {4095, 4096, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> mapping.read(offset, ByteBuffer.allocate(2)))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            mapping.read(4096, ByteBuffer.allocate(0));
        }
    }

    @Test
    void refusesToMapPastEndOfFile() throws IOException {
        try (Memfd memfd = Memfd.create("test", 4096)) {
            FileDescriptor descriptor = memfd.descriptor();
            assertThatIOException()
                    .isThrownBy(() -> MappedFile.map(descriptor, 1, 4096, true))
                    .withMessageContaining("of a file of 4096 bytes");
            assertThatIOException()
                    .isThrownBy(() -> MappedFile.map(descriptor, Long.MAX_VALUE, 4096, true));
        }
    }

    @Test
    void refusesToMapSocketAndEventfd() throws IOException {
        try (Eventfd eventfd = Eventfd.create()) {
            assertThatIOException()
                    .isThrownBy(() -> MappedFile.map(eventfd.descriptor(), 0, 4096, true));
        }
    }

    @Test
    void duplicateIsSameFile() throws IOException {
        try (Memfd one = Memfd.create("one", 4096);
                Memfd other = Memfd.create("other", 4096)) {
            FileDescriptor duplicate = Descriptors.duplicate(one.descriptor());
            assertThat(Descriptors.isSameFile(duplicate, one.descriptor())).isTrue();
            assertThat(Descriptors.isSameFile(duplicate, other.descriptor())).isFalse();
            Descriptors.close(duplicate);
        }
    }

    @Test
    void leaksNoDescriptors() throws IOException {
        Memfd.create("test", 4096).close();
        int before = Descriptors.count();
        Memfd.create("test", 4096).close();
        Eventfd.create().close();
        assertThat(Descriptors.count()).isEqualTo(before);
    }
}
