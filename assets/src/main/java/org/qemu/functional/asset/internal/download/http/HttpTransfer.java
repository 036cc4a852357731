package org.qemu.functional.asset.internal.download.http;

import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.NONE;
import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.RETRY;

import java.io.IOException;
import java.time.Clock;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.TransferListener;
import org.qemu.functional.asset.internal.cache.DownloadFile;
import org.qemu.functional.asset.internal.cache.ResumeInfo;
import org.qemu.functional.asset.internal.download.transfer.ContentCodings;
import org.qemu.functional.asset.internal.download.transfer.ContentRange;
import org.qemu.functional.asset.internal.download.transfer.DownloadRequest;
import org.qemu.functional.asset.internal.download.transfer.HashingSink;
import org.qemu.functional.asset.internal.download.transfer.LocalDiskException;
import org.qemu.functional.asset.internal.download.transfer.ResumableDownload;
import org.qemu.functional.asset.internal.download.transfer.Transfer;
import org.qemu.functional.asset.internal.download.transfer.TransferException;
import org.qemu.functional.text.SafeText;

/**
 * Downloads a file over HTTP; resumes a partial one if the server can confirm that the rest fits.
 */
public final class HttpTransfer implements Transfer {
    private static final int PARTIAL_CONTENT = 206;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final DownloadRequest request;
    private final HttpUrl address;
    private final HttpAccess access;
    private final Clock clock;

    /** Whether a body of unknown length has already ended once with a wrong hash. */
    private boolean endedWithConnection;

    public HttpTransfer(DownloadRequest request, HttpUrl address, HttpAccess access, Clock clock) {
        this.request = request;
        this.address = address;
        this.access = access;
        this.clock = clock;
    }

    @Override
    public String url() {
        return SafeText.line(address.toString());
    }

    @Override
    public void into(DownloadFile file, TransferListener listener)
            throws TransferException, LocalDiskException, InterruptedException {
        ResumableDownload resume = ResumableDownload.of(file, url());
        if (resume != null && resume.isWhole()) {
            finishComplete(file, listener);
            return;
        }
        try (PerHostLimiter.Permit permit = access.limiter().take(address)) {
            assert permit != null;
            if (resume == null || !receiveRest(resume, file, listener)) {
                getWhole(file, listener);
            }
        } catch (LocalDiskException e) {
            throw e;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while fetching " + SafeText.line(request.url()));
            }
            throw NetworkErrorClassifier.of(address, e);
        } catch (IllegalArgumentException e) { // from a proxy variable
            throw new TransferException(NONE, String.valueOf(e.getMessage()), e, null);
        }
    }

    private HttpExchange ask(@Nullable ResumableDownload resume) throws IOException {
        Call call = access.client().newCall(HttpClient.get(address, resume));
        return HttpExchange.of(call, access.times());
    }

    /**
     * Request the rest of the file.
     *
     * @return whether it was received; {@code false} if the response is not trustworthy and the
     *     file was left unchanged
     */
    private boolean receiveRest(
            ResumableDownload resume, DownloadFile file, TransferListener listener)
            throws IOException, TransferException {
        try (HttpExchange exchange = ask(resume)) {
            Response response = exchange.response();
            if (resume.isWholeBy(response)) {
                finishComplete(file, listener);
                return true;
            }
            if (resume.isContinuedBy(response)) {
                long left = response.body().contentLength();
                HashingSink sink = sink(file, listener);
                sink.resume();
                sink.expect(left);
                listener.resumed(
                        from(response), resume.there(), left < 0 ? -1 : resume.there() + left);
                receive(exchange, sink, "the partial download and the rest do not match");
                return true;
            }
            if (isBusy(response.code())) {
                throw refused(response);
            }
            if (isWhole(response)) {
                receiveWhole(exchange, file, listener, "only the rest was requested");
                return true;
            }
            return false;
        }
    }

    private void getWhole(DownloadFile file, TransferListener listener)
            throws IOException, TransferException {
        try (HttpExchange exchange = ask(null)) {
            Response response = exchange.response();
            if (!response.isSuccessful()) {
                throw refused(response);
            }
            ContentRange range = ContentRange.parse(response.header("Content-Range"));
            if (range == null
                    ? response.code() == PARTIAL_CONTENT
                    : range.first() != 0 || !range.hasLengthOf(response)) {
                throw new TransferException(
                        RETRY,
                        "%s answered %d with 'Content-Range: %s' to a request for the whole file"
                                .formatted(
                                        from(response),
                                        response.code(),
                                        response.header("Content-Range")));
            }
            receiveWhole(exchange, file, listener, "");
        }
    }

    /** Return whether the response to a request for the rest is the whole file. */
    private static boolean isWhole(Response response) {
        String header = response.header("Content-Range");
        ContentRange range = ContentRange.parse(header);
        return response.isSuccessful()
                && (range == null
                        ? response.code() != PARTIAL_CONTENT && header == null
                        : range.isWhole() && range.hasLengthOf(response));
    }

    private void receiveWhole(
            HttpExchange exchange, DownloadFile file, TransferListener listener, String doubt)
            throws IOException, TransferException {
        Response response = exchange.response();
        long length = response.body().contentLength();
        ResumeInfo origin = originOf(response, length);
        LocalDiskException.during(() -> file.restart(origin));
        HashingSink sink = sink(file, listener);
        sink.expect(length);
        listener.started(from(response), length);
        receive(exchange, sink, doubt);
    }

    /**
     * Receive the body.
     *
     * @param doubt why it may differ from the server's file, "" if it cannot
     */
    private void receive(HttpExchange exchange, HashingSink sink, String doubt)
            throws IOException, TransferException {
        Response response = exchange.response();
        sink.take(exchange.body(), from(response));
        ContentRange range = ContentRange.parse(response.header("Content-Range"));
        if (range != null && range.isCutShort()) {
            throw new TransferException(RETRY, from(response) + " sent only a part of the file");
        }
        boolean again = exchange.endsWithConnection() && !endedWithConnection;
        endedWithConnection |= again;
        sink.finish(
                from(response),
                ContentCodings.of(response.header("Content-Encoding")),
                again
                        ? "the server did not declare a length, so the file may be truncated"
                        : doubt);
    }

    private void finishComplete(DownloadFile file, TransferListener listener)
            throws TransferException, LocalDiskException {
        HashingSink sink = sink(file, listener);
        sink.resume();
        sink.finish(
                url(), ContentCodings.of(null), "the partial download is not the requested file");
    }

    private HashingSink sink(DownloadFile file, TransferListener listener) {
        return new HashingSink(request, file, listener, clock, access.limits());
    }

    private static String from(Response response) {
        return SafeText.line(response.request().url().toString());
    }

    /** Record an origin only if the server can check by itself that its file has not changed. */
    private @Nullable ResumeInfo originOf(Response response, long length) {
        String tag = response.header("ETag");
        String validator =
                tag != null && !tag.startsWith("W/") ? tag : response.header("Last-Modified");
        ContentRange range = ContentRange.parse(response.header("Content-Range"));
        return validator == null || "none".equals(response.header("Accept-Ranges"))
                ? null
                : ResumeInfo.of(
                        address.toString(),
                        validator.strip(),
                        range == null ? length : range.total());
    }

    /** Return whether the same request may succeed a little later. */
    private static boolean isBusy(int code) {
        return code == REQUEST_TIMEOUT
                || code == TOO_MANY_REQUESTS
                || (code >= BAD_GATEWAY && code <= GATEWAY_TIMEOUT);
    }

    private TransferException refused(Response response) {
        int code = response.code();
        String reason = "%s answered %d %s".formatted(from(response), code, response.message());
        if (isBusy(code) || code >= SERVER_ERROR) {
            return new TransferException(
                    RETRY,
                    reason.strip(),
                    null,
                    RetryAfter.parse(response.header("Retry-After"), clock));
        }
        String hint =
                code == NOT_FOUND ? ": has the file moved? Its hash is " + request.hash() : "";
        return new TransferException(NONE, reason.strip() + hint);
    }
}
