package org.qemu.functional.machine.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.qemu.functional.machine.SocketPair;

/** Tests descriptors that wait for the program that inherits them. */
@Timeout(60)
class InheritedDescriptorsTest {
    @TempDir Path folder;

    private final InheritedDescriptors descriptors = new InheritedDescriptors();

    /** Collect garbage until a channel that nobody holds was closed, twice to be sure of others. */
    private static void collectChannels() throws IOException {
        for (int i = 0; i < 2; i++) {
            FileDescriptor unused = AFUNIXServerSocketChannel.open().getFileDescriptor();
            while (unused.valid()) {
                System.gc();
            }
        }
    }

    @Test
    void aListenerOutlivesACollectionOfGarbage() throws IOException {
        Path socket = folder.resolve("socket");
        descriptors.addListener(socket);
        collectChannels();
        SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
        descriptors.closeEnds();
    }

    @Test
    void aSocketOutlivesACollectionOfGarbage() throws IOException {
        SocketPair pair = descriptors.addSocket();
        collectChannels();
        pair.channel().configureBlocking(false);
        // 0 bytes rather than the end: the other end is open.
        assertThat(pair.channel().read(ByteBuffer.allocate(1))).isZero();
        descriptors.closeEnds();
        assertThat(pair.channel().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
}
