package org.qemu.functional.asset.internal.extraction.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Copies the content of one file over another, which exists. */
public final class FileCopy {
    /** File systems on which files can share blocks (reflinks, copy on write). */
    private static final Set<String> REFLINKING =
            Set.of("bcachefs", "btrfs", "ocfs2", "xfs", "zfs");

    /** Below this size, the kernel copies in the time that {@code cp} takes to start. */
    static final long WORTH_A_PROCESS = 16 << 20;

    private static final int BLOCK = 64 << 10;

    private FileCopy() {}

    public static void copy(Path source, Path target, long size, boolean sparse)
            throws IOException, InterruptedException {
        boolean process = size >= WORTH_A_PROCESS && (sparse || reflinks(target));
        if (process && Coreutils.copyContent(source, target)) {
            return;
        }
        try (FileChannel in = FileChannel.open(source);
                FileChannel out =
                        FileChannel.open(
                                target,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING)) {
            if (sparse) {
                copyWithHoles(in, out);
            } else {
                copyInKernel(in, out);
            }
        }
    }

    private static boolean reflinks(Path target) throws IOException {
        return REFLINKING.contains(Files.getFileStore(target).type());
    }

    private static void copyInKernel(FileChannel in, FileChannel out) throws IOException {
        long size = in.size();
        for (long done = 0; done < size; ) {
            long n = in.transferTo(done, size - done, out);
            if (n <= 0) {
                throw new IOException("a file of the cache was truncated while it was copied");
            }
            done += n;
        }
    }

    /** Copy without writing blocks of zeros. */
    public static void copyWithHoles(FileChannel in, FileChannel out) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
        long end = 0;
        for (long at = 0; in.read(block) >= 0; at = end) {
            block.flip();
            end = at + block.remaining();
            if (!block.equals(zeros.limit(block.limit()))) {
                writeAt(out, block, at);
            }
            block.clear();
        }
        if (end > out.size()) {
            writeAt(out, ByteBuffer.allocate(1), end - 1);
        }
    }

    private static void writeAt(FileChannel out, ByteBuffer bytes, long position)
            throws IOException {
        for (long at = position; bytes.hasRemaining(); ) {
            at += out.write(bytes, at);
        }
    }
}
