package org.qemu.functional.guest.internal.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copy a file and skip zeros, of which the memory of a small guest mostly consists. */
final class SparseCopy {
    private static final int PAGE = 4096;
    private static final int BLOCK = 1 << 20;

    private final FileChannel source;

    SparseCopy(FileChannel source) {
        this.source = source;
    }

    void to(Path target) throws IOException {
        try (FileChannel copy =
                FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long size = source.size();
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            for (long at = 0; at < size; at += BLOCK) {
                block.clear();
                while (block.hasRemaining() && source.read(block, at + block.position()) > 0) {}
                write(block.flip(), copy, at);
            }
            if (copy.size() < size) {
                copy.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    private static void write(ByteBuffer block, FileChannel copy, long at) throws IOException {
        int length = block.limit();
        int start = 0;
        while (start < length) {
            int end = start;
            while (end < length && !isZero(block, end, Math.min(end + PAGE, length))) {
                end = Math.min(end + PAGE, length);
            }
            if (end > start) {
                ByteBuffer part = block.duplicate().position(start).limit(end);
                while (part.hasRemaining()) {
                    copy.write(part, at + part.position());
                }
            }
            start = end + PAGE;
        }
    }

    private static boolean isZero(ByteBuffer block, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            if (block.getLong(at) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (block.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
