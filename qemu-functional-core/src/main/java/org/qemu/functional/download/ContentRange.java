package org.qemu.functional.download;

import org.jspecify.annotations.Nullable;

/** Reads the header {@code Content-Range} of RFC 9110, section 14.4. */
final class ContentRange {
    private ContentRange() {}

    static boolean startsAt(@Nullable String header, long byteNumber) {
        return header != null && header.strip().startsWith("bytes " + byteNumber + "-");
    }
}
