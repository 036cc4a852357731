package org.qemu.functional.asset.internal.download.http;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.Sleeper;

/** Ask servers whether they still have files, without downloading these. */
public final class LinkProbe {
    /** The maximum number of attempts for what may be temporary. */
    private static final int TRIES = 3;

    /** The longest pause that a server may request. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final int BUFFER = 1 << 16;

    private final HttpAccess access;
    private final Clock clock;
    private final Sleeper pause;

    public LinkProbe(HttpAccess access, Clock clock, Sleeper pause) {
        this.access = access;
        this.clock = clock;
        this.pause = pause;
    }

    /** Ask for the headers of a file; where HEAD fails, ask for its first byte. */
    public LinkAnswer ask(HttpUrl url) throws InterruptedException {
        PerHostLimiter.Permit permit = access.limiter().take(url);
        try {
            for (int tries = 1; ; tries++) {
                LinkAnswer answer = askOnce(url);
                if (!answer.temporary()
                        || tries == TRIES
                        || answer.pause().compareTo(LONGEST_PAUSE) > 0) {
                    return answer;
                }
                pause.forAbout(answer.pause());
            }
        } finally {
            permit.close();
        }
    }

    private LinkAnswer askOnce(HttpUrl url) {
        Request get = HttpClient.get(url, null);
        LinkAnswer head = answer(get.newBuilder().head().build());
        return head.mayDifferForGet()
                ? answer(
                        HttpClient.get(url, null).newBuilder().header("Range", "bytes=0-0").build())
                : head;
    }

    private LinkAnswer answer(Request request) {
        try (HttpExchange exchange =
                HttpExchange.of(access.client().newCall(request), access.times())) {
            return LinkAnswer.of(exchange.response(), clock);
        } catch (IOException e) {
            return LinkAnswer.of(NetworkErrorClassifier.of(request.url(), e));
        }
    }

    /**
     * Download a file and return its hash; nothing is stored.
     *
     * @throws IOException if it cannot be downloaded
     */
    public String hash(HttpUrl url, HashAlgorithm algorithm)
            throws IOException, InterruptedException {
        PerHostLimiter.Permit permit = access.limiter().take(url);
        Request request = HttpClient.get(url, null);
        try (HttpExchange exchange =
                HttpExchange.of(access.client().newCall(request), access.times())) {
            if (!exchange.response().isSuccessful()) {
                throw new IOException("HTTP status " + exchange.response().code());
            }
            MessageDigest digest = algorithm.newDigest();
            byte[] buffer = new byte[BUFFER];
            InputStream body = exchange.body();
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } finally {
            permit.close();
        }
    }
}
