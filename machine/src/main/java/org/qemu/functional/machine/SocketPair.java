package org.qemu.functional.machine;

import java.nio.channels.SocketChannel;

/**
 * Two connected UNIX stream sockets, one of which QEMU inherits.
 *
 * @param fd the number of QEMU's end in QEMU, for arguments such as {@code -chardev socket,fd=}
 * @param channel this program's end; the caller closes it
 */
public record SocketPair(int fd, SocketChannel channel) {}
