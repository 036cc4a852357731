package org.qemu.functional.download;

import static org.qemu.functional.download.TransferException.Remedy.NONE;
import static org.qemu.functional.download.TransferException.Remedy.RETRY;

import java.io.IOException;
import java.time.Clock;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.cache.DownloadFile;
import org.qemu.functional.cache.ResumeInfo;
import org.qemu.functional.text.SafeText;

/** Gets a file over HTTP, going on with a torn one where the server can tell that it fits. */
final class HttpTransfer implements Transfer {
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

    /** Whether all has come once, with a wrong hash, of which nobody knows whether it was all. */
    private boolean endedUntold;

    HttpTransfer(DownloadRequest request, HttpUrl address, HttpAccess access, Clock clock) {
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
    public void into(DownloadFile file, DownloadListener listener)
            throws TransferException, LocalDiskException, InterruptedException {
        ResumableDownload resume = ResumableDownload.of(file, url());
        if (resume != null && resume.isWhole()) {
            finishWhatIsThere(file, listener);
            return;
        }
        try (PerHostLimiter.Slot slot = access.slots().take(address)) {
            assert slot != null;
            if (resume == null || !goOn(resume, file, listener)) {
                getWhole(file, listener);
            }
        } catch (LocalDiskException e) {
            throw e;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while fetching " + SafeText.line(request.url()));
            }
            throw NetworkErrorClassifier.of(address, e);
        } catch (IllegalArgumentException e) { // of a variable that names a proxy
            throw new TransferException(NONE, String.valueOf(e.getMessage()), e, null);
        }
    }

    private HttpExchange ask(@Nullable ResumableDownload resume) throws IOException {
        Call call = access.client().newCall(HttpClient.get(address, resume));
        return HttpExchange.of(call, access.times());
    }

    /**
     * Asks for the rest.
     *
     * @return whether it has come, {@code false} if the answer is not to be believed; then nothing
     *     of the file was touched
     */
    private boolean goOn(ResumableDownload resume, DownloadFile file, DownloadListener listener)
            throws IOException, TransferException {
        try (HttpExchange exchange = ask(resume)) {
            Response response = exchange.response();
            if (resume.isWholeBy(response)) {
                finishWhatIsThere(file, listener);
                return true;
            }
            if (resume.isContinuedBy(response)) {
                long left = response.body().contentLength();
                HashingSink intake = intake(file, listener);
                intake.goOn();
                intake.expect(left);
                listener.resumed(
                        from(response), resume.there(), left < 0 ? -1 : resume.there() + left);
                receive(exchange, intake, "what had come before and the rest do not fit together");
                return true;
            }
            if (isBusy(response.code())) {
                throw refused(response);
            }
            if (isWhole(response)) {
                receiveWhole(exchange, file, listener, "it was asked for the rest only");
                return true;
            }
            return false;
        }
    }

    private void getWhole(DownloadFile file, DownloadListener listener)
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
                        "%s answered %d with 'Content-Range: %s' when asked for all"
                                .formatted(
                                        from(response),
                                        response.code(),
                                        response.header("Content-Range")));
            }
            receiveWhole(exchange, file, listener, "");
        }
    }

    /** Whether an answer to a request for the rest is all of the file. */
    private static boolean isWhole(Response response) {
        String header = response.header("Content-Range");
        ContentRange range = ContentRange.parse(header);
        return response.isSuccessful()
                && (range == null
                        ? response.code() != PARTIAL_CONTENT && header == null
                        : range.isWhole() && range.hasLengthOf(response));
    }

    private void receiveWhole(
            HttpExchange exchange, DownloadFile file, DownloadListener listener, String doubt)
            throws IOException, TransferException {
        Response response = exchange.response();
        long length = response.body().contentLength();
        ResumeInfo origin = originOf(response, length);
        LocalDiskException.during(() -> file.restart(origin));
        HashingSink intake = intake(file, listener);
        intake.expect(length);
        listener.started(from(response), length);
        receive(exchange, intake, doubt);
    }

    /**
     * Takes the body.
     *
     * @param doubt why it may not be what the server has, "" for no reason
     */
    private void receive(HttpExchange exchange, HashingSink intake, String doubt)
            throws IOException, TransferException {
        Response response = exchange.response();
        intake.take(exchange.body(), from(response));
        ContentRange range = ContentRange.parse(response.header("Content-Range"));
        if (range != null && range.isCutShort()) {
            throw new TransferException(RETRY, from(response) + " sent a part of the file only");
        }
        boolean again = exchange.endsUntold() && !endedUntold;
        endedUntold |= again;
        intake.finish(
                from(response),
                ContentCodings.of(response.header("Content-Encoding")),
                again
                        ? "the server did not tell how much there is, so it may have been torn"
                        : doubt);
    }

    private void finishWhatIsThere(DownloadFile file, DownloadListener listener)
            throws TransferException, LocalDiskException {
        HashingSink intake = intake(file, listener);
        intake.goOn();
        intake.finish(url(), ContentCodings.of(null), "what had come before is not the file");
    }

    private HashingSink intake(DownloadFile file, DownloadListener listener) {
        return new HashingSink(request, file, listener, clock, access.limits());
    }

    private static String from(Response response) {
        return SafeText.line(response.request().url().toString());
    }

    /** Only what the server can check by itself is worth keeping. */
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

    /** Whether the same request may well succeed a little later. */
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
