package org.qemu.functional.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/**
 * Writes cpio archives in newc format that no program would write. Strings represent bytes, one
 * character for each byte.
 */
final class RawCpio {
    private static final int FILE = 0100644;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    RawCpio file(String name, int inode, int links, String content) {
        return member(name + "\0", FILE, inode, links, content);
    }

    /** Add a member whose name contains exactly the given zeros. */
    RawCpio member(String name, int mode, int inode, int links, String content) {
        long[] fields = {
            inode, mode, 0, 0, links, 1000, content.length(), 0, 0, 0, 0, name.length(), 0
        };
        StringBuilder header = new StringBuilder("070701");
        for (long field : fields) {
            header.append("%08x".formatted(field));
        }
        return bytes(header + name).bytes(content);
    }

    RawCpio bytes(String bytes) {
        out.writeBytes(bytes.getBytes(ISO_8859_1));
        out.writeBytes(new byte[-out.size() & 3]);
        return this;
    }

    byte[] end() {
        member("TRAILER!!!\0", 0, 0, 1, "");
        return out.toByteArray();
    }
}
