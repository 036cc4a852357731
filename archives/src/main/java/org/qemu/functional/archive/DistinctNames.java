package org.qemu.functional.archive;

import java.util.HashMap;
import java.util.Map;
import org.qemu.functional.archive.common.MemberName;
import org.qemu.functional.archive.common.QuotedText;

/**
 * Sees to it that names whose bytes differ stay names of different files: what cannot be decoded as
 * UTF-8 may look like another name that can.
 */
final class DistinctNames {
    private static final int SHOWN = 40;

    /** A part of a path below a folder, which has a number. */
    private record Part(int folder, String text) {}

    /** The bytes of a part, and its own number as a folder. */
    private record Seen(String bytes, int number) {}

    private final Map<Part, Seen> parts = new HashMap<>();

    /** Adds a name; names of ASCII alone, which have no choice of bytes, need no memory. */
    void add(MemberName name) throws UnsafeMemberException {
        if (name.isAscii()) {
            return;
        }
        String[] texts = name.text().split("/", -1);
        String[] bytes = name.bytes().split("/", -1);
        int folder = 0;
        for (int i = 0; i < texts.length; i++) {
            if (texts[i].isEmpty() || texts[i].equals(".")) {
                continue;
            }
            String own = bytes.length == texts.length ? bytes[i] : name.bytes();
            Seen next = new Seen(own, parts.size() + 1);
            Seen seen = parts.putIfAbsent(new Part(folder, texts[i]), next);
            if (seen != null && !seen.bytes.equals(own)) {
                throw new UnsafeMemberException(
                        "two different names in the archive, %s and %s, would both be '%s' on the disk"
                                .formatted(hex(seen.bytes), hex(own), QuotedText.name(texts[i])));
            }
            folder = (seen == null ? next : seen).number;
        }
    }

    private static String hex(String bytes) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(SHOWN, bytes.length()); i++) {
            hex.append(i == 0 ? "" : " ").append("%02x".formatted((int) bytes.charAt(i)));
        }
        return bytes.length() > SHOWN ? hex + " …" : hex.toString();
    }
}
