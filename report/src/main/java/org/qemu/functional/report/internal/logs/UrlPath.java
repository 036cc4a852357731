package org.qemu.functional.report.internal.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Locale;

/** Writes paths as relative addresses. */
public final class UrlPath {
    private static final String PLAIN = "-._~/";

    private UrlPath() {}

    /** Return a relative path, percent-encoded as in RFC 3986. */
    public static String of(Path relative) {
        StringBuilder address = new StringBuilder();
        for (byte b : relative.toString().getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x7F && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                address.append(c);
            } else {
                address.append(String.format(Locale.ROOT, "%%%02X", b & 0xFF));
            }
        }
        return address.toString();
    }
}
