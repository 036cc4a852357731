package org.qemu.functional.vfiouser.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Receives bytes from a UNIX socket, and all descriptors that come with them; see recvmsg(2) and
 * cmsg(3). Not thread-safe.
 *
 * <p>The sockets of junixsocket 2.11 have room for 59 descriptors whatever size is set; more of
 * them cause an error, and the first 59 stay open.
 */
public final class DescriptorReceiver {
    /** The most bytes that are received at once. */
    private static final int PIECE = 1 << 16;

    /** Room for the 253 descriptors that Linux can send at once, {@code SCM_MAX_FD}. */
    private static final int CONTROL = 2048;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    /** The size of a pointer, and of the members of {@code struct msghdr} that are sizes. */
    private static final int WORD = Native.POINTER_SIZE;

    private static final int CONTROL_LENGTH = 5 * WORD;
    private static final int DATA_OF_CONTROL = WORD + 2 * Integer.BYTES;

    private final Memory bytes = new Memory(PIECE);
    private final Memory control = new Memory(CONTROL);
    private final Memory vector = new Memory(2L * WORD);
    private final Memory header = new Memory(7L * WORD);

    // Views that are made once: JNA registers each view in a map, and each access by it is a call.
    private final ByteBuffer bytesView = view(bytes);
    private final ByteBuffer controlView = view(control);
    private final ByteBuffer vectorView = view(vector);
    private final ByteBuffer headerView = view(header);
    private final long headerAddress = Pointer.nativeValue(header);

    /** Create a receiver. */
    public DescriptorReceiver() {
        header.clear();
        vector.setPointer(0, bytes);
        header.setPointer(2L * WORD, vector);
        setWord(headerView, 3 * WORD, 1);
        header.setPointer(4L * WORD, control);
    }

    /**
     * Receive what has come.
     *
     * @param socket the number of the socket's descriptor
     * @param into gets the bytes
     * @param received takes over each descriptor
     * @return the number of bytes; 0 if none have come, -1 at the end of the connection
     */
    public int receive(int socket, ByteBuffer into, Consumer<FileDescriptor> received)
            throws IOException {
        int size = Math.min(PIECE, into.remaining());
        setWord(vectorView, WORD, size);
        setWord(headerView, CONTROL_LENGTH, CONTROL);
        long count;
        try {
            count = Libc.recvmsg(socket, headerAddress, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        } catch (LastErrorException e) {
            if (Libc.wouldBlock(e) || Libc.isInterrupted(e)) {
                return 0;
            }
            throw Libc.failure("recvmsg", e);
        }
        takeDescriptors(received);
        into.put(bytesView.clear().limit((int) count));
        return count == 0 && size > 0 ? -1 : (int) count;
    }

    private void takeDescriptors(Consumer<FileDescriptor> received) throws IOException {
        long end = word(headerView, CONTROL_LENGTH);
        int at = 0;
        while (at + DATA_OF_CONTROL <= end) {
            long length = word(controlView, at);
            int level = controlView.getInt(at + WORD);
            int type = controlView.getInt(at + WORD + Integer.BYTES);
            if (level == SOL_SOCKET && type == SCM_RIGHTS) {
                long last = Math.min(at + length, end);
                for (int i = at + DATA_OF_CONTROL; i + Integer.BYTES <= last; i += Integer.BYTES) {
                    received.accept(Descriptors.of(controlView.getInt(i)));
                }
            }
            if (length <= 0) {
                return;
            }
            at += (int) ((length + WORD - 1) / WORD * WORD);
        }
    }

    private static ByteBuffer view(Memory memory) {
        return memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    }

    private static long word(ByteBuffer memory, int offset) {
        return WORD == Long.BYTES ? memory.getLong(offset) : memory.getInt(offset);
    }

    private static void setWord(ByteBuffer memory, int offset, long value) {
        if (WORD == Long.BYTES) {
            memory.putLong(offset, value);
        } else {
            memory.putInt(offset, (int) value);
        }
    }
}
