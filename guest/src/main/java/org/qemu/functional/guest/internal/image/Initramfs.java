package org.qemu.functional.guest.internal.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * Write a tree as the archive that Linux extracts at boot: cpio in the new ASCII format, see the
 * kernel's Documentation/driver-api/early-userspace/buffer-format.rst.
 *
 * <p>The output is reproducible: entries are sorted by path, so that directories precede their
 * contents; inodes are numbered consecutively; all files belong to root and have the time
 * 1970-01-01.
 */
final class Initramfs {
    private static final int BUFFER = 1 << 18;
    private static final int LINK_MODE = 0777;

    private Initramfs() {}

    /** Write a new file and sync it to disk. */
    static void write(RootTree tree, Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            write(tree, out);
            out.flush();
            channel.force(true);
        }
    }

    static void write(RootTree tree, OutputStream out) throws IOException {
        CpioArchiveOutputStream cpio = new CpioArchiveOutputStream(out);
        long inode = 0;
        for (Map.Entry<String, RootTree.Node> node : tree.nodes().entrySet()) {
            add(cpio, node.getKey(), node.getValue(), ++inode);
        }
        cpio.finish();
    }

    private static void add(
            CpioArchiveOutputStream cpio, String path, RootTree.Node node, long inode)
            throws IOException {
        if (node instanceof RootTree.Node.Directory directory) {
            CpioArchiveEntry entry =
                    entry(path, CpioConstants.C_ISDIR | directory.mode(), 0, inode);
            entry.setNumberOfLinks(2);
            put(cpio, entry, new Content.Bytes(new byte[0]));
        } else if (node instanceof RootTree.Node.RegularFile file) {
            long size = file.content().size();
            put(
                    cpio,
                    entry(path, CpioConstants.C_ISREG | file.mode(), size, inode),
                    file.content());
        } else if (node instanceof RootTree.Node.Link link) {
            Content.Bytes target = new Content.Bytes(link.target().getBytes(UTF_8));
            put(cpio, entry(path, CpioConstants.C_ISLNK | LINK_MODE, target.size(), inode), target);
        } else if (node instanceof RootTree.Node.Device device) {
            CpioArchiveEntry entry = entry(path, CpioConstants.C_ISCHR | device.mode(), 0, inode);
            entry.setRemoteDeviceMaj(device.major());
            entry.setRemoteDeviceMin(device.minor());
            put(cpio, entry, new Content.Bytes(new byte[0]));
        }
    }

    private static CpioArchiveEntry entry(String path, int mode, long size, long inode) {
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, path, size);
        entry.setMode(mode);
        entry.setInode(inode);
        entry.setNumberOfLinks(1);
        entry.setTime(0);
        return entry;
    }

    private static void put(CpioArchiveOutputStream cpio, CpioArchiveEntry entry, Content content)
            throws IOException {
        cpio.putArchiveEntry(entry);
        content.writeTo(cpio);
        cpio.closeArchiveEntry();
    }
}
