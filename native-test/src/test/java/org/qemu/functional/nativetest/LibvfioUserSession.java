package org.qemu.functional.nativetest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.SocketDirectory;

/** A device of libvfio-user and its client, in one thread. */
final class LibvfioUserSession implements AutoCloseable {
    private static final int HEADER = 16;
    private static final int VERSION = 1;

    private final SocketDirectory directory = SocketDirectory.create();
    private final LibvfioUserFunctions library;
    private final byte[] registers = new byte[64];

    // C calls these, and JNA does not keep them.
    private final LibvfioUserFunctions.LogMessage log = (context, level, text) -> {};
    private final LibvfioUserFunctions.Access access = this::access;
    private final LibvfioUserFunctions.DmaRegister mapped = (context, info) -> {};

    private @Nullable Pointer context;
    private @Nullable SocketChannel client;
    private short id;

    LibvfioUserSession(Path path) {
        library = TestedLibrary.load(path, LibvfioUserFunctions.class);
    }

    /** Create the device, connect to it and negotiate the version. */
    void start() throws IOException {
        Path socket = directory.path().resolve("device");
        Pointer created =
                library.vfu_create_ctx(
                        LibvfioUserFunctions.SOCKET,
                        socket.toString(),
                        LibvfioUserFunctions.NON_BLOCKING,
                        null,
                        LibvfioUserFunctions.PCI);
        context = created;
        library.vfu_setup_log(created, log, 7);
        library.vfu_pci_init(created, LibvfioUserFunctions.CONVENTIONAL, 0, 0);
        library.vfu_pci_set_id(created, (short) 0x1234, (short) 0x5678, (short) 0, (short) 0);
        library.vfu_setup_region(
                created,
                0,
                registers.length,
                access,
                LibvfioUserFunctions.READ_WRITE,
                null,
                0,
                -1,
                0);
        library.vfu_setup_device_nr_irqs(created, LibvfioUserFunctions.INTX, 1);
        library.vfu_setup_device_dma(created, 8, mapped, null);
        library.vfu_realize_ctx(created);

        SocketChannel connected = SocketChannel.open(StandardProtocolFamily.UNIX);
        client = connected;
        connected.connect(UnixDomainSocketAddress.of(socket));
        byte[] json = "{\"capabilities\":{\"max_msg_fds\":8}}\0".getBytes(UTF_8);
        send(VERSION, buffer(4 + json.length).putShort((short) 0).putShort((short) 1).put(json));
        library.vfu_attach_ctx(created);
        receive();
    }

    /** Send a command, have the device answer it, and return the payload of the reply. */
    ByteBuffer command(int command, ByteBuffer payload) throws IOException {
        send(command, payload);
        library.vfu_run_ctx(context());
        return receive();
    }

    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Pointer context() {
        if (context == null) {
            throw new IllegalStateException("the device was not started");
        }
        return context;
    }

    private void send(int command, ByteBuffer payload) throws IOException {
        payload.clear();
        ByteBuffer message = buffer(HEADER + payload.remaining());
        message.putShort(id++).putShort((short) command).putInt(message.capacity());
        message.putInt(0).putInt(0).put(payload).flip();
        channel().write(message);
    }

    private ByteBuffer receive() throws IOException {
        ByteBuffer header = read(HEADER);
        ByteBuffer payload = read(header.getInt(4) - HEADER);
        if (header.getInt(12) != 0) {
            throw new ErrnoException("command " + header.getShort(2), header.getInt(12));
        }
        return payload;
    }

    private ByteBuffer read(int size) throws IOException {
        ByteBuffer bytes = buffer(size);
        while (bytes.hasRemaining()) {
            if (channel().read(bytes) < 0) {
                throw new IOException("the device has closed the connection");
            }
        }
        return bytes.flip();
    }

    private SocketChannel channel() {
        if (client == null) {
            throw new IllegalStateException("the device was not started");
        }
        return client;
    }

    private long access(
            @Nullable Pointer ignored, Pointer buffer, long count, long offset, byte write) {
        if (write != 0) {
            buffer.read(0, registers, (int) offset, (int) count);
        } else {
            buffer.write(0, registers, (int) offset, (int) count);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        try (directory) {
            if (client != null) {
                client.close();
            }
            if (context != null) {
                library.vfu_destroy_ctx(context);
            }
        }
    }
}
