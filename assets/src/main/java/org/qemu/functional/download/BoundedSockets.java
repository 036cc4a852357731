package org.qemu.functional.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that refuse what belongs to no file once it is too much: OkHttp bounds headers, but
 * keeps a line between two chunks in memory whatever its length. Counted is by thread, as OkHttp
 * reads HTTP/1.1 on the thread that asks; below TLS, where nobody else knows what is read.
 *
 * <p>OkHttp makes the sockets for a SOCKS proxy itself; there, what is too much for the memory ends
 * as the failure of the asset.
 */
final class BoundedSockets extends SocketFactory {
    /** Four times what OkHttp allows of headers. */
    static final int MOST = 1 << 20;

    private static final ThreadLocal<long[]> UNCLAIMED = new ThreadLocal<>();

    /** Begin to count what this thread reads. */
    static void begin() {
        UNCLAIMED.set(new long[1]);
    }

    /** Count from zero, as what was read is of the file. */
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
            if (count[0] > MOST) {
                throw new IOException(
                        "sent more than %d bytes that belong to no file: a header or the line of a chunk without end"
                                .formatted(MOST));
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
