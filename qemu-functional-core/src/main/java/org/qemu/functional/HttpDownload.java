package org.qemu.functional;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.qemu.functional.logging.Log;
import org.qemu.functional.settings.TimeoutScale;

/** Download files that a guest serves. */
final class HttpDownload {
    private static final Log LOG = Log.of("qemu-test");

    private HttpDownload() {}

    /** Fail unless the content has the hash. */
    static void check(String url, String sha256) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long size = read(url, digest);
            String hash = HexFormat.of().formatHex(digest.digest());
            LOG.info("{} has {} bytes of SHA-256 {}", url, size, hash);
            assertEquals(sha256.toLowerCase(Locale.ROOT), hash, () -> "SHA-256 of " + url);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot download '%s' from the guest".formatted(url), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long read(String url, MessageDigest digest) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        int millis = (int) TimeoutScale.scaled(Duration.ofSeconds(30)).toMillis();
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        try (InputStream in = new DigestInputStream(connection.getInputStream(), digest)) {
            byte[] buffer = new byte[1 << 16];
            long size = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                size += n;
            }
            return size;
        }
    }
}
