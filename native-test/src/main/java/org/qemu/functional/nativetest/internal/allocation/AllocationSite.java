package org.qemu.functional.nativetest.internal.allocation;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A call that allocates.
 *
 * @param function the function that was called, such as {@code malloc}
 * @param size the number of bytes
 * @param frames the frames of the library under test, the innermost first
 */
record AllocationSite(String function, long size, List<CodeAddress> frames) {
    /**
     * An address in a library.
     *
     * @param offset the offset in the file
     */
    record CodeAddress(Path library, long offset) {
        static CodeAddress parse(String text) {
            int plus = text.lastIndexOf('+');
            return new CodeAddress(
                    Path.of(text.substring(0, plus)),
                    Long.parseUnsignedLong(text.substring(plus + 1), 16));
        }
    }

    /** Parse the fields of a line after the first. */
    static AllocationSite parse(List<String> fields) {
        return new AllocationSite(
                fields.get(0), Long.parseLong(fields.get(1)), addresses(fields.stream().skip(2)));
    }

    static List<CodeAddress> addresses(Stream<String> fields) {
        return fields.map(CodeAddress::parse).toList();
    }
}
