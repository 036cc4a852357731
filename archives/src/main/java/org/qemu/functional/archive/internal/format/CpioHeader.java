package org.qemu.functional.archive.internal.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.Digits;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;

/**
 * The header before each member of a cpio archive, see cpio(5).
 *
 * @param file identifies the file: members with the same value are hard links to one file
 * @param checksum the sum of the content's bytes, -1 if the format has none
 * @param alignment name and content are padded to a multiple of this many bytes
 * @param headerSize size of the header itself in bytes
 * @param sharesContent whether only one of several links has the content
 */
record CpioHeader(
        List<Long> file,
        int mode,
        long links,
        @Nullable Instant modified,
        int nameSize,
        long size,
        long checksum,
        int alignment,
        int headerSize,
        boolean sharesContent) {
    /**
     * Linux allows paths of 4095 bytes; longer ones are accepted here so that messages can quote
     * them.
     */
    private static final int LONGEST_NAME = 1 << 20;

    private static final int NEWC = 13;
    private static final int NEWC_DIGITS = 8;

    /** The widths of odc's fields after the magic number. */
    private static final int[] ODC = {6, 6, 6, 6, 6, 6, 6, 11, 6, 11};

    private static final int BINARY = 26;

    /** Read the rest of a header whose first byte has already been read. */
    static CpioHeader read(int first, MemberContent in, ExtractionWarnings notes)
            throws IOException {
        if (first == 0xc7 || first == 0x71) {
            return binary(first, in);
        }
        byte[] magic = in.bytes(5);
        String text = (char) first + new String(magic, ISO_8859_1);
        return switch (text) {
            case "070701", "070702" -> newc(text.equals("070702"), new Numbers(in, notes));
            case "070707" -> odc(new Numbers(in, notes));
            default -> throw new IOException("a header has no valid magic number");
        };
    }

    private static CpioHeader newc(boolean hasChecksum, Numbers in) throws IOException {
        long[] fields = new long[NEWC];
        for (int i = 0; i < NEWC; i++) {
            boolean needed = i == 1 || i == 6 || i == 11; // mode, size and size of the name
            fields[i] = in.next(NEWC_DIGITS, 16, needed);
        }
        return new CpioHeader(
                List.of(fields[7], fields[8], fields[0]),
                (int) fields[1],
                fields[4],
                fields[5] < 0 ? null : Instant.ofEpochSecond(fields[5]),
                nameSize(fields[11]),
                fields[6],
                hasChecksum ? fields[12] : -1,
                4,
                6 + NEWC * NEWC_DIGITS,
                true);
    }

    private static CpioHeader odc(Numbers in) throws IOException {
        long[] fields = new long[ODC.length];
        for (int i = 0; i < ODC.length; i++) {
            boolean needed = i == 2 || i >= 8; // mode, size of the name and size
            fields[i] = in.next(ODC[i], 8, needed);
        }
        return new CpioHeader(
                List.of(fields[0], fields[1]),
                (int) fields[2],
                fields[5],
                fields[7] < 0 ? null : Instant.ofEpochSecond(fields[7]),
                nameSize(fields[8]),
                fields[9],
                -1,
                1,
                0,
                false);
    }

    private static CpioHeader binary(int first, MemberContent in) throws IOException {
        byte[] bytes = in.bytes(BINARY - 1);
        boolean little = first == 0xc7;
        if ((bytes[0] & 0xff) != (little ? 0x71 : 0xc7)) {
            throw new IOException("a header has no valid magic number");
        }
        int[] words = new int[BINARY / 2];
        for (int i = 1; i < words.length; i++) {
            int a = bytes[2 * i - 1] & 0xff;
            int b = bytes[2 * i] & 0xff;
            words[i] = little ? b << 8 | a : a << 8 | b;
        }
        return new CpioHeader(
                List.of((long) words[1], (long) words[2]),
                words[3],
                words[6],
                Instant.ofEpochSecond((long) words[8] << 16 | words[9]),
                nameSize(words[10]),
                (long) words[11] << 16 | words[12],
                -1,
                2,
                0,
                false);
    }

    private static int nameSize(long size) throws IOException {
        if (size > LONGEST_NAME || size < 1) {
            throw new IOException("a name is %d bytes long".formatted(size));
        }
        return (int) size;
    }

    Member.Kind kind() {
        return Member.Kind.of(mode);
    }

    /** Return the number of padding bytes after the name. */
    int padding() {
        return -(headerSize + nameSize) & (alignment - 1);
    }

    /** Return the number of padding bytes after the content. */
    int contentPadding() {
        return (int) (-size & (alignment - 1));
    }

    /** Reads numbers written in digits. */
    private record Numbers(MemberContent in, ExtractionWarnings notes) {
        /** Return the next number, or -1 for an invalid one that is not needed. */
        long next(int width, int radix, boolean needed) throws IOException {
            String digits = new String(in.bytes(width), ISO_8859_1);
            long number = Digits.parse(digits, radix);
            if (number < 0 && needed) {
                throw new IOException("a header has a damaged number");
            }
            if (number < 0) {
                notes.add("ignored a damaged number in a header");
            }
            return number;
        }
    }
}
