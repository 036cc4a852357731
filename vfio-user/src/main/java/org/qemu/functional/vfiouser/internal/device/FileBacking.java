package org.qemu.functional.vfiouser.internal.device;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.linux.MappedFile;

/**
 * The file of a DMA region, read and written through its descriptor. Unlike a mapping, this works
 * with a file that is shorter than its region, and a client that shortens the file causes an error
 * instead of SIGBUS.
 */
public final class FileBacking implements DmaBacking {
    private final FileDescriptor descriptor;
    private final FileInputStream input;
    private final FileOutputStream output;

    /** Take over a descriptor. */
    public FileBacking(FileDescriptor descriptor) {
        this.descriptor = descriptor;
        input = new FileInputStream(descriptor);
        output = new FileOutputStream(descriptor);
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        FileChannel channel = input.getChannel();
        long at = position;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count <= 0) {
                throw new EOFException("the client's file ends before position " + at);
            }
            at += count;
        }
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        FileChannel channel = output.getChannel();
        long at = position;
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }

    @Override
    public ByteBuffer map(long position, int length, boolean writable) throws IOException {
        return MappedFile.map(descriptor, position, length, writable).buffer(0, length);
    }

    @Override
    public boolean isSameFile(DmaBacking other) throws IOException {
        return other instanceof FileBacking file
                && Descriptors.isSameFile(descriptor, file.descriptor);
    }

    @Override
    public void close() throws IOException {
        Descriptors.close(descriptor);
    }
}
