package org.qemu.functional.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Writes a tar archive byte by byte that no program would write. Strings represent bytes, one
 * character for each byte.
 */
final class RawTar {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    RawTar file(String name, String content) {
        return header(name, '0', content.length(), "").content(content);
    }

    RawTar link(char type, String name, String target) {
        return header(name, type, 0, target);
    }

    /** Add an extended header with unchecked records. */
    RawTar pax(char type, String records) {
        return header("PaxHeader", type, records.length(), "").content(records);
    }

    /** Return a record of an extended header. */
    static String record(String keyword, String value) {
        int length = keyword.length() + value.length() + 3;
        int digits = Integer.toString(length).length();
        digits = Integer.toString(length + digits).length();
        return (length + digits) + " " + keyword + "=" + value + "\n";
    }

    RawTar header(String name, char type, long size, String link) {
        return header(name, type, size, link, "0000644\0", "00000001750\0");
    }

    RawTar header(String name, char type, long size, String link, String mode, String time) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, mode);
        put(block, 124, "%011o\0".formatted(size));
        put(block, 136, time);
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, "%06o\0 ".formatted(sum));
        out.writeBytes(block);
        return this;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    RawTar content(String content) {
        byte[] bytes = content.getBytes(ISO_8859_1);
        out.writeBytes(Arrays.copyOf(bytes, (bytes.length + BLOCK - 1) / BLOCK * BLOCK));
        return this;
    }

    /** Return the archive without the end mark. */
    byte[] cut() {
        return out.toByteArray();
    }

    byte[] bytes() {
        byte[] bytes = cut();
        return Arrays.copyOf(bytes, bytes.length + 2 * BLOCK);
    }
}
