package org.qemu.functional.archive.internal.tar;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.common.MemberName;

/** The block before each member, see ustar in POSIX's pax and GNU's tar.h. */
final class TarHeader {
    static final int SIZE = 512;

    private static final HeaderField NAME = new HeaderField(0, 100);
    private static final HeaderField MODE = new HeaderField(100, 8);
    private static final HeaderField LENGTH = new HeaderField(124, 12);
    private static final HeaderField TIME = new HeaderField(136, 12);
    private static final HeaderField CHECKSUM = new HeaderField(148, 8);
    private static final int TYPE = 156;
    private static final HeaderField LINK = new HeaderField(157, 100);
    private static final HeaderField MAGIC = new HeaderField(257, 8);
    private static final HeaderField PREFIX = new HeaderField(345, 155);

    /**
     * The prefix of star is shorter: times follow it, and the magic number of star is at the end.
     */
    private static final HeaderField STAR_PREFIX = new HeaderField(345, 131);

    private static final HeaderField STAR_MARK = new HeaderField(508, 4);

    /** The bits of the mode that are used: the permissions. */
    private static final int MODE_BITS = 07777;

    private static final int DEFAULT_FILE_MODE = 0644;
    private static final int DEFAULT_DIRECTORY_MODE = 0755;

    private final byte[] block;

    /**
     * Create from a block that is not all zeros.
     *
     * @throws IOException if its checksum is wrong
     */
    TarHeader(byte[] block) throws IOException {
        this.block = block;
        if (!hasChecksum()) {
            throw new IOException("the header of '%s' is damaged".formatted(shown()));
        }
    }

    private boolean hasChecksum() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < SIZE; i++) {
            boolean own = i >= CHECKSUM.offset() && i < CHECKSUM.offset() + CHECKSUM.length();
            unsigned += own ? ' ' : block[i] & 0xff;
            signed += own ? ' ' : block[i]; // some old archivers added signed bytes
        }
        try {
            long expected = CHECKSUM.number(block);
            return expected == unsigned || expected == signed;
        } catch (IOException e) {
            return false;
        }
    }

    /** Return the name, one character for each byte. */
    String name() {
        String prefix = "";
        if (MAGIC.text(block).equals("ustar")) {
            boolean star = STAR_MARK.text(block).equals("tar");
            prefix = (star ? STAR_PREFIX : PREFIX).text(block);
        }
        return prefix.isEmpty() ? NAME.text(block) : prefix + "/" + NAME.text(block);
    }

    /** Return the type flag, {@code '0'} for the zero byte of the oldest archives. */
    char type() {
        return block[TYPE] == 0 ? '0' : (char) (block[TYPE] & 0xff);
    }

    String link() {
        return LINK.text(block);
    }

    int mode(ExtractionWarnings notes) {
        try {
            return (int) (MODE.number(block) & MODE_BITS);
        } catch (IOException e) {
            notes.add("ignored the mode of '%s': %s".formatted(shown(), e.getMessage()));
            return type() == '5' ? DEFAULT_DIRECTORY_MODE : DEFAULT_FILE_MODE;
        }
    }

    long length() throws IOException {
        long length = LENGTH.number(block);
        if (length < 0) {
            throw new IOException("'%s' has a size of %d".formatted(shown(), length));
        }
        return length;
    }

    @Nullable Instant modified(ExtractionWarnings notes) {
        try {
            return TarTimes.of(TIME.number(block), 0, notes);
        } catch (IOException e) {
            notes.add("ignored the time of '%s': %s".formatted(shown(), e.getMessage()));
            return null;
        }
    }

    private MemberName shown() {
        return MemberName.of(name());
    }

    boolean isGnu() {
        return MAGIC.text(block).equals("ustar  ");
    }

    byte[] block() {
        return block;
    }
}
