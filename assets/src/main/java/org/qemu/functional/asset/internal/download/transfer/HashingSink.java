package org.qemu.functional.asset.internal.download.transfer;

import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.RETRY;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import org.qemu.functional.asset.TransferListener;
import org.qemu.functional.asset.internal.cache.DownloadFile;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;

/** Receives the bytes of one transfer: hashes, writes and counts them as they arrive. */
public final class HashingSink {
    private static final int CHUNK = 1 << 16;

    private final DownloadRequest request;
    private final DownloadFile file;
    private final TransferListener listener;
    private final MessageDigest digest;
    private final StallDetector speed;
    private final DownloadSizeCheck room;
    private long total;

    public HashingSink(
            DownloadRequest request,
            DownloadFile file,
            TransferListener listener,
            Clock clock,
            DownloadLimits limits) {
        this.request = request;
        this.file = file;
        this.listener = listener;
        this.digest = HashAlgorithm.of(request.hash()).newDigest();
        this.speed = new StallDetector(clock);
        this.room = new DownloadSizeCheck(limits, file);
    }

    /** Start with the bytes that are already in the file. */
    public void resume() throws LocalDiskException {
        LocalDiskException.during(
                () -> {
                    file.readBack(digest);
                    total = file.size();
                });
    }

    /**
     * Refuse a file that is too large before it is received.
     *
     * @param more number of bytes to come, negative if it is not known
     */
    public void expect(long more) throws TransferException, LocalDiskException {
        room.expect(request.url(), total + Math.max(0, more), Math.max(0, more));
    }

    /** Read the stream to its end. */
    public void take(InputStream body, String url) throws IOException, TransferException {
        byte[] chunk = new byte[CHUNK];
        // Do not wait for full chunks: if a server sends a byte a second, each byte must be
        // counted.
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
     * Check the hash.
     *
     * @param codings the codings declared by the server
     * @param doubt why the received bytes may differ from the server's file, "" if they cannot
     */
    public void finish(String url, List<String> codings, String doubt)
            throws TransferException, LocalDiskException {
        String found = HexFormat.of().formatHex(digest.digest());
        if (found.equals(request.hash()) || new EncodedDownload(request, file).decode(codings)) {
            return;
        }
        LocalDiskException.during(() -> file.restart(null));
        if (!doubt.isEmpty()) {
            throw new TransferException(
                    RETRY, "%s: %s; downloading the whole file again".formatted(url, doubt));
        }
        throw TransferException.ofWrongContent(
                "%s sent %d bytes with hash %s%s, expected %s: if the file has changed on the server, update the hash in the test; else it was damaged in transit"
                        .formatted(
                                url,
                                total,
                                found,
                                codings.isEmpty() ? "" : ", encoded as " + codings,
                                request.hash()));
    }
}
