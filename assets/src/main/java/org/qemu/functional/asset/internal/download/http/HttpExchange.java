package org.qemu.functional.asset.internal.download.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Response;

/** A request and its response; each phase has a deadline. */
final class HttpExchange implements AutoCloseable {
    private final HttpTimes times;
    private final CallWatch watch;
    private final Response response;

    private HttpExchange(HttpTimes times, CallWatch watch, Response response) {
        this.times = times;
        this.watch = watch;
        this.response = response;
    }

    /**
     * Send the request and receive the headers of the response.
     *
     * @throws IOException if that fails or takes too long
     */
    static HttpExchange of(Call call, HttpTimes times) throws IOException {
        CallWatch watch = CallWatch.of(call);
        BoundedSockets.begin();
        boolean answered = false;
        try {
            watch.begin(times.headers());
            Response response = call.execute();
            watch.end();
            answered = true;
            return new HttpExchange(times, watch, response);
        } catch (IOException e) {
            throw watch.isLate() ? late("no response", times.headers(), e) : e;
        } finally {
            if (!answered) {
                BoundedSockets.end();
                watch.close();
            }
        }
    }

    Response response() {
        return response;
    }

    /** Return whether only the end of the connection marks the end of the body. */
    boolean endsWithConnection() {
        return response.body().contentLength() < 0
                && response.headers("Transfer-Encoding").isEmpty();
    }

    /** Return the body. */
    InputStream body() {
        return new FilterInputStream(response.body().byteStream()) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                watch.begin(times.stall());
                try {
                    int n = super.read(buffer, offset, length);
                    BoundedSockets.claim();
                    return n;
                } catch (IOException e) {
                    throw watch.isLate() ? late("no more data of the file", times.stall(), e) : e;
                } finally {
                    watch.end();
                }
            }
        };
    }

    private static IOException late(String what, Duration time, IOException cause) {
        InterruptedIOException late =
                new InterruptedIOException(
                        "timed out: %s after %s s".formatted(what, seconds(time)));
        late.initCause(cause);
        return late;
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? Long.toString(time.toSeconds())
                : Double.toString(time.toMillis() / 1e3);
    }

    @Override
    public void close() {
        BoundedSockets.end();
        watch.close();
        response.close();
    }
}
