package org.qemu.functional.machine.internal.launch;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.newsclub.net.unix.AFSocketPair;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketPair;
import org.newsclub.net.unix.FileDescriptorAccess;
import org.qemu.functional.machine.SocketPair;

/**
 * The file descriptors that a QEMU inherits.
 *
 * <p>Java starts processes with descriptors 0 to 2 only. A short Python script therefore precedes
 * QEMU's command: it receives the descriptors from this program over a socket (SCM_RIGHTS, see
 * unix(7)), duplicates each to its number, and executes QEMU in its place.
 */
public final class InheritedDescriptors {
    /** The number of the first descriptor, well above those that QEMU opens at its start. */
    static final int FIRST = 100;

    private static final String FETCH =
            """
            import os, socket, sys
            s = socket.socket(socket.AF_UNIX)
            s.connect(sys.argv[1])
            n = [int(x) for x in sys.argv[2].split(",")]
            fds = socket.recv_fds(s, 1, len(n))[1]
            s.close()
            if len(fds) != len(n):
                sys.exit("%d of %d file descriptors came" % (len(fds), len(n)))
            free = [os.dup2(fd, 500 + i) for i, fd in enumerate(fds)]
            for fd, i in zip(free, n):
                os.dup2(fd, i, inheritable=True)
                os.close(fd)
            os.execvp(sys.argv[3], sys.argv[3:])
            """;

    private final int first;
    private final List<FileDescriptor> descriptors = new ArrayList<>();

    /**
     * Channels whose descriptors only QEMU may hold once it has started. The garbage collector
     * closes a descriptor with its channel, so these are kept until then.
     */
    private final List<FileDescriptorAccess> ends = new ArrayList<>();

    /** Create an empty list whose first descriptor gets the number {@link #FIRST}. */
    public InheritedDescriptors() {
        this(FIRST);
    }

    /** Create an empty list whose descriptors get numbers from {@code first} on. */
    public InheritedDescriptors(int first) {
        this.first = first;
    }

    /** Add a descriptor for QEMU to inherit, and return its number in QEMU. */
    public int add(FileDescriptor descriptor) {
        if (!descriptor.valid()) {
            throw new IllegalArgumentException("the file descriptor is already closed");
        }
        descriptors.add(descriptor);
        return first + descriptors.size() - 1;
    }

    /** Create a pair of UNIX stream sockets, one end of which QEMU inherits. */
    public SocketPair addSocket() throws IOException {
        AFSocketPair<AFUNIXSocketChannel> pair = AFUNIXSocketPair.open();
        return new SocketPair(addEnd(pair.getSocket2()), pair.getSocket1());
    }

    /**
     * Listen on a UNIX socket that only the program will accept connections on. Connections are
     * possible at once and end when the program ends.
     *
     * @return its number in the program
     */
    public int addListener(Path socket) throws IOException {
        AFUNIXServerSocketChannel server = AFUNIXServerSocketChannel.open();
        server.bind(AFUNIXSocketAddress.of(socket));
        return addEnd(server);
    }

    private int addEnd(FileDescriptorAccess end) throws IOException {
        ends.add(end);
        return add(end.getFileDescriptor());
    }

    public boolean isEmpty() {
        return descriptors.isEmpty();
    }

    /** Return the words that precede QEMU's command. */
    public List<String> prefix(String socket) {
        String numbers =
                IntStream.range(0, descriptors.size())
                        .mapToObj(i -> Integer.toString(first + i))
                        .collect(Collectors.joining(","));
        return List.of("python3", "-c", FETCH, socket, numbers);
    }

    /** Send the descriptors to the process that has connected to request them. */
    public void send(SocketChannel caller) throws IOException {
        try (AFUNIXSocketChannel channel = (AFUNIXSocketChannel) caller) {
            channel.setOutboundFileDescriptors(descriptors.toArray(FileDescriptor[]::new));
            channel.write(ByteBuffer.wrap(new byte[1]));
        }
        closeEnds();
    }

    /** Close what only the program may hold: after it was sent, or if it cannot be. */
    public void closeEnds() throws IOException {
        for (FileDescriptorAccess end : ends) {
            // The socket's own close() would shut the connection down for QEMU too.
            new FileOutputStream(end.getFileDescriptor()).close();
        }
        ends.clear();
    }
}
