package org.qemu.functional.archive.internal.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Find the ELF note by which QEMU starts an ELF file of a 64-bit x86 kernel: Xen's {@code
 * XEN_ELFNOTE_PHYS32_ENTRY} (xen/include/public/elfnote.h). Kernels have it if they were built with
 * {@code CONFIG_PVH}. QEMU refuses to start others.
 */
final class PvhNote {
    private static final int HEADER = 64;
    private static final int MAGIC = 0x464c457f;
    private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
    private static final int CLASS_AT = 4;
    private static final int PROGRAM_HEADERS_AT = 32;
    private static final int ENTRY_SIZE_AT = 54;
    private static final int ENTRIES_AT = 56;
    private static final int ENTRY = 56;
    private static final int PT_NOTE = 4;
    private static final int OFFSET_IN_ENTRY = 8;
    private static final int SIZE_IN_ENTRY = 32;

    /** Notes are small; a damaged size must not fill the memory. */
    private static final long MOST_NOTES = 1 << 20;

    private static final int XEN = 0x006e6558; // "Xen\0"
    private static final int PHYS32_ENTRY = 18;

    private PvhNote() {}

    static boolean isIn(Path elf) throws IOException {
        try (FileChannel file = FileChannel.open(elf)) {
            ByteBuffer header = read(file, 0, HEADER);
            if (header.limit() < HEADER
                    || header.getInt(0) != MAGIC
                    || header.getShort(CLASS_AT) != CLASS_64_LITTLE_ENDIAN) {
                return false;
            }
            long table = header.getLong(PROGRAM_HEADERS_AT);
            int size = header.getShort(ENTRY_SIZE_AT) & 0xffff;
            int count = header.getShort(ENTRIES_AT) & 0xffff;
            for (int i = 0; i < count; i++) {
                ByteBuffer entry = read(file, table + (long) i * size, ENTRY);
                if (entry.limit() == ENTRY
                        && entry.getInt(0) == PT_NOTE
                        && hasNote(
                                read(
                                        file,
                                        entry.getLong(OFFSET_IN_ENTRY),
                                        entry.getLong(SIZE_IN_ENTRY)))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Each note has the sizes of its name and of its value, its type, its name and its value. */
    private static boolean hasNote(ByteBuffer notes) {
        while (notes.remaining() >= 4 * Integer.BYTES) {
            int name = notes.getInt();
            int value = notes.getInt();
            int type = notes.getInt();
            if (name == Integer.BYTES
                    && type == PHYS32_ENTRY
                    && notes.getInt(notes.position()) == XEN) {
                return true;
            }
            long next = notes.position() + aligned(name) + aligned(value);
            if (name < 0 || value < 0 || next > notes.limit()) {
                return false;
            }
            notes.position((int) next);
        }
        return false;
    }

    private static long aligned(int size) {
        return (size + 3L) & ~3L;
    }

    /** Read a part of a file, or as much of it as there is. */
    private static ByteBuffer read(FileChannel file, long position, long size) throws IOException {
        long end = Math.min(file.size(), position + Math.min(size, MOST_NOTES));
        int length = position < 0 || size < 0 || end < position ? 0 : (int) (end - position);
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {}
        return buffer.flip();
    }
}
