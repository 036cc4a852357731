package org.qemu.functional.download;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What the header {@code Content-Range} of RFC 9110, section 14.4, tells of a body.
 *
 * @param first number of its first byte, -1 if it has none of the file
 * @param last number of its last byte, -1 if that is not told
 * @param total bytes of the whole file, -1 if that is not told
 */
record ContentRange(long first, long last, long total) {
    private static final Pattern FORM =
            Pattern.compile("(?i)bytes[ =](?:(\\d{1,18})-(\\d{0,18})|\\*)/(\\d{1,18}|\\*)");

    /** Returns {@code null} if there is no such header, or it is not well formed. */
    static @Nullable ContentRange parse(@Nullable String header) {
        Matcher matcher = FORM.matcher(header == null ? "" : header.strip());
        if (!matcher.matches()) {
            return null;
        }
        ContentRange range =
                new ContentRange(
                        number(matcher.group(1)),
                        number(matcher.group(2)),
                        number(matcher.group(3)));
        return range.isSound() ? range : null;
    }

    private static long number(@Nullable String text) {
        return text == null || text.isEmpty() || text.equals("*") ? -1 : Long.parseLong(text);
    }

    private boolean isSound() {
        return (last < 0 || last >= first) && (total < 0 || last < total);
    }

    /** Returns whether the length of the body is the range's, as far as both are told. */
    boolean hasLengthOf(Response response) {
        long length = response.body().contentLength();
        return length < 0 || last < 0 || length == last - first + 1;
    }

    /** Returns whether the body is all of the file. */
    boolean isWhole() {
        return first == 0 && last >= 0 && last + 1 == total;
    }

    /** Returns whether the file goes on behind the body. */
    boolean isCutShort() {
        return last >= 0 && total >= 0 && last + 1 < total;
    }
}
