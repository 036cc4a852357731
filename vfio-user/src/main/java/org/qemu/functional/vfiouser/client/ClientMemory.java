package org.qemu.functional.vfiouser.client;

import java.io.FileDescriptor;
import org.qemu.functional.vfiouser.linux.MappedFile;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DirtyBitmap;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.DmaUnmap;

/** The memory of a client that the device may access. Lengths are in bytes. */
public final class ClientMemory {
    private static final int READ_WRITE = DmaMap.READ | DmaMap.WRITE;

    private final ClientConnection connection;

    ClientMemory(ClientConnection connection) {
        this.connection = connection;
    }

    /**
     * Let the device read and write all of a file in memory, whose descriptor the server gets.
     *
     * @param address where it starts for the device
     */
    public void map(long address, Memfd memory) {
        MappedFile content = memory.mapping();
        map(
                DmaMap.of(READ_WRITE, 0, address, content.size()),
                DmaBackend.of(content),
                memory.descriptor());
    }

    /**
     * Let the device read and write a range by messages, which the backend answers.
     *
     * @param address where it starts for the device
     */
    public void map(long address, long length, DmaBackend backend) {
        map(DmaMap.of(READ_WRITE, 0, address, length), backend);
    }

    /**
     * Let the device access a range.
     *
     * @param backend answers the messages that the server may send even if it got a descriptor
     * @param descriptors one of a file that the server may map, or none
     */
    public void map(DmaMap range, DmaBackend backend, FileDescriptor... descriptors) {
        // Before the request: the device may use the range before its reply arrives.
        connection.answers().add(range, backend);
        try {
            connection.exchange(Command.DMA_MAP, range, descriptors);
        } catch (RuntimeException e) {
            connection.answers().remove(range.address());
            throw e;
        }
    }

    /** Let the device no longer access a range, which must be one that was mapped. */
    public void unmap(long address, long length) {
        connection.exchange(Command.DMA_UNMAP, DmaUnmap.of(address, length));
        connection.answers().remove(address);
    }

    /** Let the device no longer access any memory. */
    public void unmapAll() {
        connection.exchange(Command.DMA_UNMAP, DmaUnmap.all());
        connection.answers().clear();
    }

    /**
     * Let the device no longer access a range, and return the pages that it wrote since the log was
     * started.
     *
     * @param pageSize the size of a page in the bitmap
     * @throws UnexpectedMessageException if the reply has no bitmap
     */
    public DirtyBitmap unmapWithBitmap(long address, long length, long pageSize) {
        DmaUnmap reply =
                DmaUnmap.decode(
                        connection.exchange(
                                Command.DMA_UNMAP, DmaUnmap.withBitmap(address, length, pageSize)));
        connection.answers().remove(address);
        DirtyBitmap bitmap = reply.bitmap();
        if (bitmap == null) {
            throw new UnexpectedMessageException(
                    connection.socket().log().explain("the reply has no bitmap"));
        }
        return bitmap;
    }
}
