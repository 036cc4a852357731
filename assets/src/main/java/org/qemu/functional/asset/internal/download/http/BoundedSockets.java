package org.qemu.functional.asset.internal.download.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates sockets that limit the bytes that do not belong to a file: OkHttp limits headers, but
 * keeps a line between two chunks in memory whatever its length. Bytes are counted per thread,
 * because OkHttp reads HTTP/1.1 on the requesting thread, and below TLS, because only the socket
 * sees everything that is read.
 *
 * <p>OkHttp creates the sockets for a SOCKS proxy itself; there, running out of memory fails the
 * asset.
 */
final class BoundedSockets extends SocketFactory {
    /** Four times what OkHttp allows for headers. */
    static final int MAX_BYTES = 1 << 20;

    private static final ThreadLocal<long[]> UNCLAIMED = new ThreadLocal<>();

    /** Start to count what this thread reads. */
    static void begin() {
        UNCLAIMED.set(new long[1]);
    }

    /** Restart at zero, because the bytes read so far belong to the file. */
    static void claim() {
        long[] count = UNCLAIMED.get();
        if (count != null) {
            count[0] = 0;
        }
    }

    static void end() {
        UNCLAIMED.remove();
    }

    private static void count(int read) throws IOException {
        long[] count = UNCLAIMED.get();
        if (count != null && read > 0) {
            count[0] += read;
            if (count[0] > MAX_BYTES) {
                throw new IOException(
                        "sent more than %d bytes outside the file: an endless header or chunk line"
                                .formatted(MAX_BYTES));
            }
        }
    }

    @Override
    public Socket createSocket() {
        return new BoundedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return connected(
                new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return connected(
                new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    private static Socket connected(InetSocketAddress to, @Nullable InetSocketAddress from)
            throws IOException {
        Socket socket = new BoundedSocket();
        socket.bind(from);
        socket.connect(to);
        return socket;
    }

    private static final class BoundedSocket extends Socket {
        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int b = super.read();
                    count(b < 0 ? 0 : 1);
                    return b;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int n = super.read(buffer, offset, length);
                    count(n);
                    return n;
                }
            };
        }
    }
}
