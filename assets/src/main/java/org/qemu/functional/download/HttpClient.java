package org.qemu.functional.download;

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
import org.qemu.functional.text.SafeText;

/** Sets OkHttp up for assets: patient with slow servers, not with silent ones. */
final class HttpClient {
    private static final String USER_AGENT = "qemu-functional";

    private HttpClient() {}

    static OkHttpClient create(HttpTimes times, Proxies proxies) {
        return new OkHttpClient.Builder()
                // Not HTTP/2, which reads ahead for all files of a connection on a thread of its
                // own: what is read could not be told to be of the file that is waited for.
                .protocols(List.of(Protocol.HTTP_1_1))
                .socketFactory(new BoundedSockets())
                .proxySelector(proxies)
                .proxyAuthenticator(proxies)
                .connectTimeout(times.connect())
                .readTimeout(times.stall())
                .addNetworkInterceptor(HttpClient::refuseToLeaveHttps)
                .build();
    }

    /** Makes the request, for what is missing if there is something to go on with. */
    static Request get(HttpUrl url, @Nullable ResumableDownload resume) {
        Request.Builder request =
                new Request.Builder()
                        .url(url)
                        .header("User-Agent", USER_AGENT)
                        // The hash is of the file as it lies there, so OkHttp must not ask for it
                        // gzipped.
                        .header("Accept-Encoding", "identity")
                        .tag(AtomicBoolean.class, new AtomicBoolean());
        if (resume != null) {
            request.header("Range", "bytes=" + resume.there() + "-")
                    .header("If-Range", resume.origin().validator());
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
            throw new RefusedRedirectException(
                    SafeText.line("refused a redirect from https to " + request.url()));
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
