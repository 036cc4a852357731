package org.qemu.functional.download;

import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.cache.Origin;

/** Sets OkHttp up for assets: patient with slow servers, not with silent ones. */
final class HttpClient {
    private static final Duration CONNECT = Duration.ofSeconds(20);

    /** Silence after which a transfer counts as stalled. */
    static final Duration STALL = Duration.ofSeconds(30);

    private static final String USER_AGENT = "qemu-functional";

    private HttpClient() {}

    static OkHttpClient create(Duration stall, Proxies proxies) {
        return new OkHttpClient.Builder()
                .proxySelector(proxies)
                .proxyAuthenticator(proxies)
                .connectTimeout(CONNECT)
                .readTimeout(stall)
                .addNetworkInterceptor(HttpClient::refuseToLeaveHttps)
                .build();
    }

    /**
     * Makes the request.
     *
     * @param there bytes that are here already; the rest is asked for if {@code origin} still holds
     */
    static Request get(HttpUrl url, long there, @Nullable Origin origin) {
        Request.Builder request =
                new Request.Builder()
                        .url(url)
                        .header("User-Agent", USER_AGENT)
                        // The hash is of the file as it lies there, so OkHttp must not ask for it
                        // gzipped.
                        .header("Accept-Encoding", "identity")
                        .tag(AtomicBoolean.class, new AtomicBoolean());
        if (origin != null) {
            request.header("Range", "bytes=" + there + "-").header("If-Range", origin.validator());
        }
        return request.build();
    }

    /** Runs once for each request of a chain of redirects; all of them carry the same tag. */
    private static Response refuseToLeaveHttps(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        AtomicBoolean secured = request.tag(AtomicBoolean.class);
        if (request.isHttps()) {
            if (secured != null) {
                secured.set(true);
            }
        } else if (secured != null && secured.get()) {
            throw new RefusedRedirectException("refused a redirect from https to " + request.url());
        }
        return chain.proceed(request);
    }

    /** Tells that a server sends where nobody should follow. */
    static final class RefusedRedirectException extends ProtocolException {
        private static final long serialVersionUID = 1;

        RefusedRedirectException(String message) {
            super(message);
        }
    }
}
