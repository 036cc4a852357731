package org.qemu.functional.asset.internal.download.transfer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Content-Range} of a response, see RFC 9110, section 14.4.
 *
 * @param first offset of the first byte of the body, -1 if the body contains no part of the file
 * @param last offset of the last byte of the body, -1 if it is not specified
 * @param total size of the whole file in bytes, -1 if it is not specified
 */
public record ContentRange(long first, long last, long total) {
    private static final Pattern FORM =
            Pattern.compile("(?i)bytes[ =](?:(\\d{1,18})-(\\d{0,18})|\\*)/(\\d{1,18}|\\*)");

    /** Parse a header; return {@code null} if there is none, or it is not well-formed. */
    public static @Nullable ContentRange parse(@Nullable String header) {
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

    /** Return whether the body has the length of the range, as far as both are known. */
    public boolean hasLengthOf(Response response) {
        long length = response.body().contentLength();
        return length < 0 || last < 0 || length == last - first + 1;
    }

    /** Return whether the body is the whole file. */
    public boolean isWhole() {
        return first == 0 && last >= 0 && last + 1 == total;
    }

    /** Return whether the file continues after the body. */
    public boolean isCutShort() {
        return last >= 0 && total >= 0 && last + 1 < total;
    }
}
