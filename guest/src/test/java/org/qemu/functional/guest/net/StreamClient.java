package org.qemu.functional.guest.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Implements the protocol of QEMU's {@code -netdev stream} with blocking streams. */
final class StreamClient implements AutoCloseable {
    final SocketChannel channel;
    final DataInputStream in;
    final DataOutputStream out;

    private StreamClient(SocketChannel channel) {
        this.channel = channel;
        in = new DataInputStream(Channels.newInputStream(channel));
        out = new DataOutputStream(Channels.newOutputStream(channel));
    }

    static StreamClient call(Link link) throws IOException {
        String option = link.netdev("n0");
        Path path = Path.of(option.substring(option.indexOf("addr.path=") + 10));
        return new StreamClient(SocketChannel.open(UnixDomainSocketAddress.of(path)));
    }

    static StreamClient attach(Link link) throws IOException {
        StreamClient client = call(link);
        link.awaitAttached(TestFrames.TIMEOUT);
        return client;
    }

    void send(Frame frame) throws IOException {
        out.writeInt(frame.length());
        out.write(frame.bytes());
        out.flush();
    }

    Frame receive() throws IOException {
        return Frame.of(in.readNBytes(in.readInt()));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
