package org.qemu.functional.download;

import static org.qemu.functional.download.TransferException.Remedy.RETRY;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import org.qemu.functional.cache.DownloadFile;
import org.qemu.functional.cache.HashAlgorithm;

/** Takes in the bytes of one transfer: hashes, writes and counts them as they come. */
final class Intake {
    private static final int CHUNK = 1 << 16;

    private final DownloadRequest request;
    private final DownloadFile file;
    private final DownloadListener listener;
    private final MessageDigest digest;
    private final SpeedCheck speed;
    private long total;

    Intake(DownloadRequest request, DownloadFile file, DownloadListener listener, Clock clock) {
        this.request = request;
        this.file = file;
        this.listener = listener;
        this.digest = HashAlgorithm.of(request.hash()).newDigest();
        this.speed = new SpeedCheck(clock);
    }

    /** Begins with the bytes that are in the file already. */
    void goOn() throws LocalFault {
        LocalFault.during(
                () -> {
                    file.readBack(digest);
                    total = file.size();
                });
    }

    /** Takes all that the stream gives. */
    void take(InputStream body, String url) throws IOException, TransferException {
        byte[] chunk = new byte[CHUNK];
        // Not whole chunks: of what comes a byte a second, each byte has to be noticed.
        for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
            int length = n;
            digest.update(chunk, 0, length);
            LocalFault.during(() -> file.write(ByteBuffer.wrap(chunk, 0, length)));
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
     * @param resumed whether the beginning came at another time, which is the first to be blamed
     */
    void finish(String url, boolean resumed) throws TransferException, LocalFault {
        String found = HexFormat.of().formatHex(digest.digest());
        if (found.equals(request.hash())) {
            return;
        }
        LocalFault.during(() -> file.restart(null));
        if (resumed) {
            throw new TransferException(
                    RETRY,
                    "%s: what had come before and the rest do not fit together, all is fetched anew"
                            .formatted(url));
        }
        throw TransferException.ofWrongContent(
                "%s sent %d bytes with hash %s, expected is %s: either the file changed there, then the test needs its new hash, or it was damaged on the way"
                        .formatted(url, total, found, request.hash()));
    }
}
