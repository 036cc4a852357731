package org.qemu.functional.guest.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.qemu.functional.guest.net.TestFrames.TIMEOUT;
import static org.qemu.functional.guest.net.TestFrames.broadcast;
import static org.qemu.functional.guest.net.TestFrames.numbered;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.guest.internal.net.DeferredErrors;
import org.qemu.functional.guest.internal.net.PcapWriter;

/** Tests which frames are captured, and where. */
@Timeout(60)
class CaptureTest {
    @TempDir Path logs;

    /** A disk with the given amount of space in bytes. */
    private static final class Disk implements WritableByteChannel {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final int room;

        Disk(int room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (written.size() == room) {
                throw new IOException("No space left on device");
            }
            byte[] part = new byte[Math.min(bytes.remaining(), room - written.size())];
            bytes.get(part);
            written.writeBytes(part);
            return part.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void fullDiskIsReportedOnceAndFramesAreStillSeen() throws Exception {
        DeferredErrors failures = new DeferredErrors();
        Disk disk = new Disk(24 + 16 + 30);
        try (Capture capture = new Capture("net", logs, PcapWriter.to(disk), failures)) {
            capture.add(0, "a", numbered(1, 60));
            capture.flush();
            assertThatThrownBy(failures::throwUnseen)
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining(logs.toString())
                    .hasMessageContaining("No space left on device");
            capture.add(0, "a", numbered(2, 60));
            capture.flush();
            failures.throwUnseen();
            assertThat(capture.since(0)).hasSize(2);
        }
    }

    @Test
    void frameIsNotSeenBeforeItIsWritten() throws Exception {
        Disk disk = new Disk(1 << 20);
        try (Capture capture =
                new Capture("net", logs, PcapWriter.to(disk), new DeferredErrors())) {
            capture.add(0, "a", numbered(1, 60));
            assertThat(capture.since(0)).isEmpty();
            capture.flush();
            assertThat(capture.since(0)).hasSize(1);
            assertThat(disk.written.size()).isEqualTo(24 + 16 + 60);
        }
    }

    @Test
    void memoryHoldsTheLatestAndTheFileAll() throws Exception {
        try (Network net = Network.create("net", logs);
                EthernetSocket probe = net.socket("probe")) {
            int count = Capture.MEMORY / 60_000 + 20;
            for (int i = 0; i < count; i++) {
                probe.send(numbered(i, 60_000));
            }
            net.waitForFrame("the last", seen -> seen.number() == count - 1, TIMEOUT);
            assertThat(net.count()).isEqualTo(count);
            assertThat(net.captured()).hasSizeBetween(count - 30, count - 20);
            assertThatThrownBy(() -> net.captured(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("frame 1 is no longer in memory")
                    .hasMessageContaining(net.pcap().toString());
            assertThat(PcapReader.read(net.pcap())).hasSize(count);
        }
    }

    @Test
    void placeThatCannotBeWrittenIsNamed() throws Exception {
        Files.createDirectory(logs.resolve("net.pcap"));
        assertThatThrownBy(() -> Network.create("net", logs))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot make network 'net'")
                .hasStackTraceContaining(logs.resolve("net.pcap").toString());
    }

    @Test
    void newNetworkOfTheSameNameBeginsANewFile() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (Network net = Network.create("net", logs);
                    EthernetSocket probe = net.socket("probe")) {
                probe.send(broadcast("one"));
                net.waitForFrame("it", any -> true, TIMEOUT);
                assertThat(PcapReader.read(net.pcap())).hasSize(1);
            }
        }
    }
}
