package org.qemu.functional.archive.internal.extract;

import java.util.HashMap;
import java.util.Map;
import org.qemu.functional.archive.internal.common.MemberName;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.common.UnsafeMemberException;

/**
 * Ensures that names with different bytes stay names of different files: bytes that are not valid
 * UTF-8 may be decoded to the same text as another name.
 */
final class DistinctNames {
    private static final int SHOWN = 40;

    /** One component of a path, below a folder identified by a number. */
    private record Part(int folder, String text) {}

    /** The bytes of a component, and its own number as a folder. */
    private record Seen(String bytes, int number) {}

    private final Map<Part, Seen> parts = new HashMap<>();

    /**
     * Add a name. Pure ASCII names are not stored because only one byte sequence decodes to them.
     */
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
                        "two different names in the archive, %s and %s, would both become '%s' on the disk"
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
