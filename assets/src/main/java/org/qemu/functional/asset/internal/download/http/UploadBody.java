package org.qemu.functional.asset.internal.download.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;

/**
 * Sends a file, and its last bytes only if all of it has the right hash, so that a server never
 * gets a complete file with another content.
 */
final class UploadBody extends RequestBody {
    private static final int CHUNK = 1 << 18;
    private static final MediaType TYPE = MediaType.get("application/octet-stream");

    private final Path file;
    private final String hash;
    private final long size;
    private final Duration stall;
    private final LongConsumer progress;
    private @Nullable CallWatch watch;

    UploadBody(Path file, String hash, long size, Duration stall, LongConsumer progress) {
        this.file = file;
        this.hash = hash;
        this.size = size;
        this.stall = stall;
        this.progress = progress;
    }

    /** Restart the deadline of the call with each piece that the network has taken. */
    void watchedBy(CallWatch watch) {
        this.watch = watch;
    }

    @Override
    public MediaType contentType() {
        return TYPE;
    }

    @Override
    public long contentLength() {
        return size;
    }

    @Override
    public boolean isOneShot() {
        return true; // attempts are counted by HttpUpload
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        MessageDigest digest = HashAlgorithm.of(hash).newDigest();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = open()) {
            for (long left = size; left > 0; ) {
                int n = read(in, chunk, (int) Math.min(CHUNK, left));
                digest.update(chunk, 0, n);
                left -= n;
                if (left == 0) {
                    compare(HexFormat.of().formatHex(digest.digest()));
                }
                sink.write(chunk, 0, n);
                sink.flush();
                progress.accept(n);
                if (watch != null) {
                    watch.begin(stall);
                }
            }
        }
    }

    private InputStream open() throws DamagedException {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private int read(InputStream in, byte[] chunk, int most) throws DamagedException {
        int n;
        try {
            n = in.readNBytes(chunk, 0, most);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (n < most) {
            throw new DamagedException("the cached file '%s' became shorter".formatted(file), null);
        }
        return n;
    }

    private void compare(String found) throws DamagedException {
        if (!found.equals(hash)) {
            throw new DamagedException(
                    "the cached file '%s' is damaged, its hash is %s: run `precache verify` and `precache fetch` to replace it"
                            .formatted(file, found),
                    null);
        }
    }

    private DamagedException unreadable(IOException e) {
        return new DamagedException("cannot read the cached file '%s': %s".formatted(file, e), e);
    }

    /** Thrown if the file must not be sent to its end. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1;

        DamagedException(String message, @Nullable IOException cause) {
            super(message, cause);
        }
    }
}
