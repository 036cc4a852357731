package org.qemu.functional.asset.internal.download.http;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.download.transfer.ResumableDownload;
import org.qemu.functional.text.SafeText;

/** Configures OkHttp for assets: it waits for slow servers, but not for silent ones. */
public final class HttpClient {
    private static final String USER_AGENT = "qemu-functional";

    private HttpClient() {}

    public static OkHttpClient create(HttpTimes times, Proxies proxies) {
        return new OkHttpClient.Builder()
                // Not HTTP/2: it reads ahead for all files of a connection on a separate thread, so
                // that bytes could not be attributed to the file that a thread waits for.
                .protocols(List.of(Protocol.HTTP_1_1))
                .socketFactory(new BoundedSockets())
                .proxySelector(proxies)
                .proxyAuthenticator(proxies)
                .connectTimeout(times.connect())
                .readTimeout(times.stall())
                .addNetworkInterceptor(HttpClient::refuseToLeaveHttps)
                .build();
    }

    /** Create the request; request only the rest if there is a partial download. */
    static Request get(HttpUrl url, @Nullable ResumableDownload resume) {
        Request.Builder request =
                new Request.Builder()
                        .url(url)
                        .header("User-Agent", USER_AGENT)
                        // The hash is that of the stored file, so OkHttp must not request gzip
                        // encoding.
                        .header("Accept-Encoding", "identity")
                        .tag(AtomicBoolean.class, new AtomicBoolean());
        if (resume != null) {
            request.header("Range", "bytes=" + resume.there() + "-")
                    .header("If-Range", resume.origin().validator());
        }
        return request.build();
    }

    /** Called for each request of a chain of redirects; all of them have the same tag. */
    private static Response refuseToLeaveHttps(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        AtomicBoolean secured = request.tag(AtomicBoolean.class);
        if (request.isHttps()) {
            if (secured != null) {
                secured.set(true);
            }
        } else if (secured != null && secured.get()) {
            throw new RefusedRedirectException(
                    SafeText.line("refused a redirect from https to " + request.url()));
        }
        return chain.proceed(request);
    }

    /** Thrown if a server redirects to a URL that must not be followed. */
    static final class RefusedRedirectException extends ProtocolException {
        private static final long serialVersionUID = 1;

        RefusedRedirectException(String message) {
            super(message);
        }
    }
}
