package org.qemu.functional.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what a server has sent encoded although it was asked for the file as it is: the content
 * codings of RFC 9110, section 8.4.
 */
final class ContentCodings {
    /** Codings of one file that are undone; no server has a reason for more than one. */
    private static final int MOST = 3;

    private static final int BUFFER = 1 << 16;

    private ContentCodings() {}

    /** Returns the codings that a header names, in the order in which they were applied. */
    static List<String> of(@Nullable String header) {
        return header == null
                ? List.of()
                : Arrays.stream(header.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(coding -> coding.strip().replaceFirst("^x-", ""))
                        .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                        .toList();
    }

    /** Returns whether all of them can be undone. */
    static boolean areKnown(List<String> codings) {
        return !codings.isEmpty()
                && codings.size() <= MOST
                && codings.stream().allMatch(c -> c.equals("gzip") || c.equals("deflate"));
    }

    /**
     * Returns what the stream decodes to.
     *
     * @throws IOException if it is not encoded so
     */
    static InputStream decode(InputStream in, List<String> codings) throws IOException {
        InputStream decoded = in;
        List<String> last = new ArrayList<>(codings);
        while (!last.isEmpty()) {
            String coding = last.remove(last.size() - 1);
            decoded =
                    coding.equals("gzip") ? new GZIPInputStream(decoded, BUFFER) : inflate(decoded);
        }
        return decoded;
    }

    /** The coding is zlib's format, and some servers send what is in it alone. */
    private static InputStream inflate(InputStream in) throws IOException {
        PushbackInputStream stream = new PushbackInputStream(in, 2);
        byte[] header = stream.readNBytes(2);
        stream.unread(header);
        boolean zlib =
                header.length == 2
                        && (header[0] & 0x0f) == 8
                        && (((header[0] & 0xff) << 8) | (header[1] & 0xff)) % 31 == 0;
        return new InflaterInputStream(stream, new Inflater(!zlib), BUFFER);
    }
}
