package org.qemu.functional.download;

import static org.qemu.functional.download.TransferException.Remedy.RETRY;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import org.qemu.functional.cache.DownloadFile;
import org.qemu.functional.cache.HashAlgorithm;

/** Takes in the bytes of one transfer: hashes, writes and counts them as they come. */
final class HashingSink {
    private static final int CHUNK = 1 << 16;

    private final DownloadRequest request;
    private final DownloadFile file;
    private final DownloadListener listener;
    private final MessageDigest digest;
    private final StallDetector speed;
    private final DownloadSizeCheck room;
    private long total;

    HashingSink(
            DownloadRequest request,
            DownloadFile file,
            DownloadListener listener,
            Clock clock,
            DownloadLimits limits) {
        this.request = request;
        this.file = file;
        this.listener = listener;
        this.digest = HashAlgorithm.of(request.hash()).newDigest();
        this.speed = new StallDetector(clock);
        this.room = new DownloadSizeCheck(limits, file);
    }

    /** Begins with the bytes that are in the file already. */
    void goOn() throws LocalDiskException {
        LocalDiskException.during(
                () -> {
                    file.readBack(digest);
                    total = file.size();
                });
    }

    /**
     * Refuses what is too large before it comes.
     *
     * @param more bytes to come, negative if that is not known
     */
    void expect(long more) throws TransferException, LocalDiskException {
        room.expect(request.url(), total + Math.max(0, more), Math.max(0, more));
    }

    /** Takes all that the stream gives. */
    void take(InputStream body, String url) throws IOException, TransferException {
        byte[] chunk = new byte[CHUNK];
        // Not whole chunks: of what comes a byte a second, each byte has to be noticed.
        for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
            int length = n;
            room.take(url, total + length, length);
            digest.update(chunk, 0, length);
            LocalDiskException.during(() -> file.write(ByteBuffer.wrap(chunk, 0, length)));
            total += length;
            listener.received(length);
            speed.check(length, url);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    /**
     * Compares the hash.
     *
     * @param codings that the server says the file has
     * @param doubt why what has come may not be what the server has, "" if it surely is
     */
    void finish(String url, List<String> codings, String doubt)
            throws TransferException, LocalDiskException {
        String found = HexFormat.of().formatHex(digest.digest());
        if (found.equals(request.hash()) || new EncodedDownload(request, file).decode(codings)) {
            return;
        }
        LocalDiskException.during(() -> file.restart(null));
        if (!doubt.isEmpty()) {
            throw new TransferException(RETRY, "%s: %s, all is fetched anew".formatted(url, doubt));
        }
        throw TransferException.ofWrongContent(
                "%s sent %d bytes with hash %s%s, expected is %s: either the file changed there, then the test needs its new hash, or it was damaged on the way"
                        .formatted(
                                url,
                                total,
                                found,
                                codings.isEmpty() ? "" : ", encoded as " + codings,
                                request.hash()));
    }
}
