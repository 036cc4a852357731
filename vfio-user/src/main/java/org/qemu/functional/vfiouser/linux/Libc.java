package org.qemu.functional.vfiouser.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;

/** The system calls that the JDK does not have. */
final class Libc {
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;

    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int eventfd(int value, int flags) throws LastErrorException;

    @SuppressWarnings("MemberName") // the name of the function in libc
    static native int memfd_create(String name, int flags) throws LastErrorException;

    static native int ftruncate(int fd, long length) throws LastErrorException;

    static native int poll(int[] fds, long count, int millis) throws LastErrorException;

    static native long write(int fd, long[] buffer, long count) throws LastErrorException;

    static native long read(int fd, long[] buffer, long count) throws LastErrorException;

    static native long recvmsg(int socket, long header, int flags) throws LastErrorException;

    static native int socketpair(int family, int type, int protocol, int[] ends)
            throws LastErrorException;

    static native int getpagesize();

    static boolean isInterrupted(LastErrorException e) {
        return e.getErrorCode() == EINTR;
    }

    static boolean wouldBlock(LastErrorException e) {
        return e.getErrorCode() == EAGAIN;
    }

    static IOException failure(String call, LastErrorException e) {
        return new IOException("%s failed: %s".formatted(call, e.getMessage()), e);
    }
}
