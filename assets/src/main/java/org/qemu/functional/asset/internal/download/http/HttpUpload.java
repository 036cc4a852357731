package org.qemu.functional.asset.internal.download.http;

import static org.qemu.functional.asset.internal.download.http.UploadAnswer.Outcome.ALL_REFUSED;
import static org.qemu.functional.asset.internal.download.http.UploadAnswer.Outcome.DAMAGED;
import static org.qemu.functional.asset.internal.download.http.UploadAnswer.Outcome.PRESENT;
import static org.qemu.functional.asset.internal.download.http.UploadAnswer.Outcome.REFUSED;
import static org.qemu.functional.asset.internal.download.http.UploadAnswer.Outcome.SENT;
import static org.qemu.functional.asset.internal.download.http.UploadAnswer.Outcome.UNAVAILABLE;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.download.transfer.DownloadLimits;
import org.qemu.functional.asset.internal.download.transfer.TransferException;

/**
 * Sends files to a server by PUT unless HEAD says that it has them. Safe for use by multiple
 * threads.
 */
public final class HttpUpload {
    /** Like downloads, but a server may need time to store a large file before it answers. */
    public static final HttpTimes TIMES =
            new HttpTimes(Duration.ofSeconds(20), Duration.ofSeconds(120), Duration.ofSeconds(120));

    private static final int TRIES = 3;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int LONGEST_TEXT = 200;

    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int PRECONDITION_FAILED = 412;

    private final OkHttpClient client;
    private final HttpTimes times;
    private final UploadHeaders headers;
    private final Clock clock;
    private final Sleeper pause;
    private final LinkProbe elsewhere;

    public HttpUpload(
            OkHttpClient client,
            HttpTimes times,
            UploadHeaders headers,
            Clock clock,
            Sleeper pause) {
        // A redirected PUT becomes a GET, whose success would look like that of the upload; and the
        // headers are not for another server.
        this.client =
                client.newBuilder()
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .writeTimeout(times.stall())
                        .build();
        this.times = times;
        this.headers = headers;
        this.clock = clock;
        this.pause = pause;
        this.elsewhere =
                new LinkProbe(
                        new HttpAccess(
                                client,
                                times,
                                new PerHostLimiter(PerHostLimiter.EACH),
                                DownloadLimits.fromEnvironment(Map.of())),
                        clock,
                        pause);
    }

    /**
     * Send a file, with up to three attempts.
     *
     * @param hash the hash that the file must have
     * @param progress is called with the number of bytes of each piece that was sent
     */
    public UploadAnswer put(HttpUrl url, Path file, String hash, LongConsumer progress)
            throws InterruptedException {
        for (int tries = 1; ; tries++) {
            UploadAnswer answer = once(url, file, hash, progress);
            Duration wait =
                    Objects.requireNonNullElse(
                            answer.pause(), Duration.ofSeconds(1L << (tries - 1)));
            if (answer.outcome() != UNAVAILABLE
                    || tries == TRIES
                    || wait.compareTo(LONGEST_PAUSE) > 0) {
                return answer;
            }
            pause.forAbout(wait);
        }
    }

    private UploadAnswer once(HttpUrl url, Path file, String hash, LongConsumer progress)
            throws InterruptedException {
        long size;
        try {
            size = Files.size(file);
        } catch (IOException e) {
            return UploadAnswer.of(DAMAGED, "cannot read the cached file '%s'".formatted(file));
        }
        LinkAnswer before = ask(url);
        if (before.temporary()) {
            return new UploadAnswer(
                    UNAVAILABLE,
                    before.status() == 0 ? before.reason() : url + ": " + before.reason(),
                    before.status() == 0 ? null : before.pause());
        }
        if (before.status() == 0) {
            return UploadAnswer.of(ALL_REFUSED, before.reason());
        }
        if (before.hasFile() && (before.length() < 0 || before.length() == size)) {
            return UploadAnswer.of(PRESENT, "");
        }
        UploadBody body = new UploadBody(file, hash, size, times.stall(), progress);
        UploadAnswer sent = send(url, body, before.hasFile());
        return sent.outcome() == SENT ? confirm(url, size) : sent;
    }

    /** Ask whether the server has all of it now: a proxy or a full disk may have cut it off. */
    private UploadAnswer confirm(HttpUrl url, long size) throws InterruptedException {
        LinkAnswer after = ask(url);
        if (after.hasFile() && after.length() >= 0 && after.length() != size) {
            return UploadAnswer.of(
                    REFUSED,
                    "%s: the server accepted the file, but has %d of its %d bytes"
                            .formatted(url, after.length(), size));
        }
        if (after.status() == NOT_FOUND || after.status() == GONE) {
            return UploadAnswer.of(
                    ALL_REFUSED,
                    "%s: the server accepted the file, but does not have it afterwards (HTTP status %d); check that files are stored where they are served"
                            .formatted(url, after.status()));
        }
        return UploadAnswer.of(SENT, "");
    }

    private LinkAnswer ask(HttpUrl url) throws InterruptedException {
        Call call =
                client.newCall(
                        headers.addTo(HttpClient.get(url, null).newBuilder().head(), url).build());
        @Nullable HttpUrl target;
        try (HttpExchange exchange = HttpExchange.of(call, times)) {
            Response response = exchange.response();
            target = response.isRedirect() ? location(response) : null;
            if (target == null) {
                return LinkAnswer.of(response, clock);
            }
        } catch (IOException e) {
            return LinkAnswer.of(NetworkErrorClassifier.of(url, e));
        }
        LinkAnswer answer = elsewhere.ask(target); // the store behind a registry, without the token
        return answer.hasFile() && answer.length() >= 0
                ? answer
                : new LinkAnswer(NOT_FOUND, "a redirect", false, Duration.ZERO, "", -1, "");
    }

    private static @Nullable HttpUrl location(Response response) {
        return response.request().url().resolve(response.header("Location", ""));
    }

    private UploadAnswer send(HttpUrl url, UploadBody body, boolean replace) {
        Request.Builder request = HttpClient.get(url, null).newBuilder().put(body);
        if (!replace) {
            request.header("If-None-Match", "*"); // another host may be sending the same file
        }
        Call call = client.newCall(headers.addTo(request, url).build());
        CallWatch watch = CallWatch.of(call);
        body.watchedBy(watch);
        BoundedSockets.begin();
        try {
            watch.begin(times.headers());
            try (Response response = call.execute()) {
                return judge(url, response, replace);
            }
        } catch (UploadBody.DamagedException e) {
            return UploadAnswer.of(DAMAGED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            TransferException failure =
                    NetworkErrorClassifier.of(
                            url, watch.isLate() ? new InterruptedIOException("timed out") : e);
            return UploadAnswer.of(
                    failure.remedy() == TransferException.Remedy.NONE ? ALL_REFUSED : UNAVAILABLE,
                    failure.reason());
        } finally {
            BoundedSockets.end();
            watch.close();
        }
    }

    private UploadAnswer judge(HttpUrl url, Response response, boolean replace) throws IOException {
        int status = response.code();
        if (response.isSuccessful()) {
            return UploadAnswer.of(SENT, "");
        }
        if (status == PRECONDITION_FAILED && !replace) {
            return UploadAnswer.of(PRESENT, "");
        }
        LinkAnswer answer = LinkAnswer.of(response, clock);
        String text = response.peekBody(LONGEST_TEXT).string().strip();
        boolean plain = !text.isEmpty() && !text.startsWith("<");
        String hint = hint(status, response);
        String reason =
                "%s: PUT gives HTTP status %d%s%s"
                        .formatted(
                                url,
                                status,
                                hint.isEmpty() ? "" : ": " + hint,
                                plain ? " (" + headers.hideIn(text) + ")" : "");
        boolean one = status == 413 || status == 400 || status == 409 || status == 422;
        boolean temporary = answer.temporary() && status != 507;
        return new UploadAnswer(
                temporary ? UNAVAILABLE : one ? REFUSED : ALL_REFUSED,
                reason,
                RetryAfter.parse(response.header("Retry-After"), clock));
    }

    private static String hint(int status, Response response) {
        return switch (status) {
            case 401, 403 ->
                    "check the token in %s, and what it permits".formatted(UploadHeaders.VARIABLE);
            case 404, 409 -> "there is no such place for files: check the URL, create its folders";
            case 405, 501 -> "the server does not accept files here: allow PUT";
            case 413 ->
                    "the file is too large for the server: raise its limit (client_max_body_size of nginx)";
            case 507 -> "the disk of the server is full";
            default ->
                    response.isRedirect()
                            ? "use the URL to which it leads: " + location(response)
                            : "";
        };
    }
}
