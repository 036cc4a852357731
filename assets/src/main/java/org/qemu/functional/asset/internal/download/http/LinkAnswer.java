package org.qemu.functional.asset.internal.download.http;

import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.NONE;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.download.transfer.ContentRange;
import org.qemu.functional.asset.internal.download.transfer.TransferException;

/**
 * What a server says about a file.
 *
 * @param status the status of HTTP; 0 if there was no response
 * @param reason why there is no file; empty if there is one
 * @param temporary whether another attempt may have another result
 * @param pause how long to wait before it
 * @param movedTo where the file is permanently now; empty if it has not moved
 * @param length the size of the file in bytes, -1 if unknown
 * @param type the media type in lower case; empty if unknown
 */
public record LinkAnswer(
        int status,
        String reason,
        boolean temporary,
        Duration pause,
        String movedTo,
        long length,
        String type) {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    static final int PARTIAL = 206;
    private static final int MOVED = 301;
    private static final int MOVED_SAME_METHOD = 308;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int NOT_IMPLEMENTED = 501;

    static LinkAnswer of(Response response, Clock clock) {
        int status = response.code();
        boolean temporary =
                status == REQUEST_TIMEOUT
                        || status == TOO_MANY_REQUESTS
                        || (status >= SERVER_ERRORS && status != NOT_IMPLEMENTED);
        Duration pause =
                Objects.requireNonNullElse(
                        RetryAfter.parse(response.header("Retry-After"), clock), PAUSE);
        return new LinkAnswer(
                status,
                response.isSuccessful() ? "" : "HTTP status " + status,
                temporary,
                pause,
                movedTo(response),
                lengthOf(response),
                Objects.requireNonNullElse(response.header("Content-Type"), "")
                        .replaceFirst(";.*", "")
                        .strip()
                        .toLowerCase(Locale.ROOT));
    }

    static LinkAnswer of(TransferException failure) {
        return new LinkAnswer(0, failure.reason(), failure.remedy() != NONE, PAUSE, "", -1, "");
    }

    /** Return whether there is a file. */
    public boolean hasFile() {
        return reason.isEmpty();
    }

    /** Return whether a server may say this about HEAD only. */
    boolean mayDifferForGet() {
        return (status >= 400 && !temporary) || (hasFile() && length < 0);
    }

    /** Return the target of the permanent redirects that came before all others. */
    private static String movedTo(Response last) {
        Deque<Response> hops = new ArrayDeque<>();
        for (Response hop = last.priorResponse(); hop != null; hop = hop.priorResponse()) {
            hops.push(hop);
        }
        String target = "";
        for (Response hop : hops) {
            if (hop.code() != MOVED && hop.code() != MOVED_SAME_METHOD) {
                break;
            }
            @Nullable HttpUrl next =
                    hop.request().url().resolve(String.valueOf(hop.header("Location")));
            target = next == null ? target : next.toString();
        }
        return target;
    }

    private static long lengthOf(Response response) {
        if (response.code() == PARTIAL) {
            return Optional.ofNullable(ContentRange.parse(response.header("Content-Range")))
                    .map(ContentRange::total)
                    .orElse(-1L);
        }
        String length = response.header("Content-Length");
        boolean encoded = response.header("Content-Encoding", "identity").equals("identity");
        return length != null && encoded && length.matches("\\d{1,18}")
                ? Long.parseLong(length)
                : -1;
    }
}
