package org.qemu.functional.asset.internal.download.transfer;

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
 * Decodes files that a server has sent encoded although they were requested without encoding: the
 * content codings of RFC 9110, section 8.4.
 */
public final class ContentCodings {
    /** Maximum number of codings of one file; no server has a reason for more than one. */
    private static final int MAX_CODINGS = 3;

    private static final int BUFFER = 1 << 16;

    private ContentCodings() {}

    /** Return the codings in a header, in the order in which they were applied. */
    public static List<String> of(@Nullable String header) {
        return header == null
                ? List.of()
                : Arrays.stream(header.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(coding -> coding.strip().replaceFirst("^x-", ""))
                        .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                        .toList();
    }

    /** Return whether all of them can be decoded. */
    static boolean areKnown(List<String> codings) {
        return !codings.isEmpty()
                && codings.size() <= MAX_CODINGS
                && codings.stream().allMatch(c -> c.equals("gzip") || c.equals("deflate"));
    }

    /**
     * Return the decoded stream.
     *
     * @throws IOException if the stream does not have these codings
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

    /** The coding is the zlib format, but some servers send the raw deflate data. */
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
