package org.qemu.functional.machine;

import java.nio.channels.SocketChannel;

/**
 * Two connected UNIX stream sockets, one of them QEMU's by inheritance.
 *
 * @param fd the number of QEMU's end in QEMU, for arguments such as {@code -chardev socket,fd=}
 * @param channel this program's end, to be closed by who asked for it
 */
public record SocketPair(int fd, SocketChannel channel) {}
