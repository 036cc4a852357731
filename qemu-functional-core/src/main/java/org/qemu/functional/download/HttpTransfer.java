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
import org.qemu.functional.cache.Origin;

/** Gets a file over HTTP, going on with a torn one where the server can tell that it fits. */
record HttpTransfer(
        DownloadRequest request, HttpUrl address, Call.Factory client, Clock clock, HostSlots slots)
        implements Transfer {
    private static final int PARTIAL_CONTENT = 206;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    @Override
    public String url() {
        return address.toString();
    }

    @Override
    public void into(DownloadFile file, DownloadListener listener)
            throws TransferException, LocalFault, InterruptedException {
        long there = bytesToGoOnFrom(file);
        Origin origin = there > 0 ? file.origin() : null;
        if (origin != null && origin.total() == there) {
            // Killed between the last byte and the name: only the proof is missing.
            Intake intake = new Intake(request, file, listener, clock);
            intake.goOn();
            intake.finish(url(), true);
            return;
        }
        try (HostSlots.Slot slot = slots.take(address);
                Response response =
                        client.newCall(HttpClient.get(address, there, origin)).execute()) {
            assert slot != null;
            if (origin != null && response.code() == RANGE_NOT_SATISFIABLE) {
                LocalFault.during(() -> file.restart(null));
                throw new TransferException(RETRY, url() + " has not as many bytes as had come");
            }
            if (!response.isSuccessful()) {
                throw refused(response);
            }
            receive(response, origin == null ? 0 : there, file, listener);
        } catch (LocalFault e) {
            throw e;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while fetching " + request.url());
            }
            throw NetworkFault.of(address, e);
        } catch (IllegalArgumentException e) { // of a variable that names a proxy
            throw new TransferException(NONE, String.valueOf(e.getMessage()), e, null);
        }
    }

    private long bytesToGoOnFrom(DownloadFile file) throws LocalFault {
        long[] size = new long[1];
        LocalFault.during(() -> size[0] = file.size());
        Origin origin = file.origin();
        return origin != null && origin.url().equals(url()) ? size[0] : 0;
    }

    private void receive(
            Response response, long there, DownloadFile file, DownloadListener listener)
            throws IOException, TransferException {
        boolean goesOn =
                there > 0
                        && response.code() == PARTIAL_CONTENT
                        && ContentRange.startsAt(response.header("Content-Range"), there);
        if (response.code() == PARTIAL_CONTENT && !goesOn) {
            LocalFault.during(() -> file.restart(null));
            throw new TransferException(
                    RETRY,
                    "%s sent 'Content-Range: %s' when asked for what follows byte %d"
                            .formatted(url(), response.header("Content-Range"), there));
        }
        Intake intake = new Intake(request, file, listener, clock);
        long length = response.body().contentLength();
        String from = response.request().url().toString();
        if (goesOn) {
            intake.goOn();
            listener.resumed(from, there, length < 0 ? -1 : there + length);
        } else {
            Origin origin = originOf(response, length);
            LocalFault.during(() -> file.restart(origin));
            listener.started(from, length);
        }
        intake.take(response.body().byteStream(), from);
        intake.finish(from, goesOn);
    }

    /** Only what the server can check by itself is worth keeping. */
    private @Nullable Origin originOf(Response response, long length) {
        String tag = response.header("ETag");
        String validator =
                tag != null && !tag.startsWith("W/") ? tag : response.header("Last-Modified");
        return validator == null || "none".equals(response.header("Accept-Ranges"))
                ? null
                : new Origin(url(), validator.strip(), length);
    }

    private TransferException refused(Response response) {
        int code = response.code();
        String reason =
                "%s answered %d %s".formatted(response.request().url(), code, response.message());
        if (code == REQUEST_TIMEOUT || code == TOO_MANY_REQUESTS || code >= SERVER_ERROR) {
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
