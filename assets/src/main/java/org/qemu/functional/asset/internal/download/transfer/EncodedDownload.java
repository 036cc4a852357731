package org.qemu.functional.asset.internal.download.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.qemu.functional.asset.internal.cache.DownloadFile;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.logging.Log;

/** A download that the server may have sent encoded although it was requested without encoding. */
record EncodedDownload(DownloadRequest request, DownloadFile file) {
    private static final Log LOG = Log.of("qemu.asset");

    /** Maximum ratio of the decoded size to the encoded size, as for archives. */
    private static final int MOST_RATIO = 200;

    private static final int LEAST = 1 << 20;
    private static final int CHUNK = 1 << 16;

    /**
     * Replace the file by its decoded content if that has the expected hash.
     *
     * @param declared the codings declared by the server; if there are none, gzip is recognized by
     *     the first bytes
     * @return whether the decoded content has the hash
     */
    boolean decode(List<String> declared) throws LocalDiskException {
        boolean[] done = {false};
        LocalDiskException.during(
                () -> {
                    List<String> codings =
                            declared.isEmpty() && isGzip() ? List.of("gzip") : declared;
                    if (ContentCodings.areKnown(codings) && hasHashWithout(codings)) {
                        LOG.info(
                                "decoding {}, which the server sent encoded as {}",
                                request.url(),
                                codings);
                        file.rewrite(in -> ContentCodings.decode(in, codings));
                        done[0] = true;
                    }
                });
        return done[0];
    }

    private boolean isGzip() throws IOException {
        try (InputStream in = file.open()) {
            return in.read() == 0x1f && in.read() == 0x8b;
        }
    }

    private boolean hasHashWithout(List<String> codings) throws IOException {
        MessageDigest digest = HashAlgorithm.of(request.hash()).newDigest();
        byte[] chunk = new byte[CHUNK];
        long left = LEAST + MOST_RATIO * file.size();
        try (InputStream raw = file.open();
                InputStream in = ContentCodings.decode(raw, codings)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
                left -= n;
                if (left < 0 || Thread.currentThread().isInterrupted()) {
                    return false;
                }
            }
        } catch (IOException e) {
            return false; // not encoded so, or truncated
        }
        return HexFormat.of().formatHex(digest.digest()).equals(request.hash());
    }
}
