package org.qemu.functional.asset.internal.download.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * Selects the proxy for a URL: from the system properties of the JVM, if they are set ({@code
 * https.proxyHost} and so on), else from {@code http_proxy}, {@code https_proxy}, {@code all_proxy}
 * and {@code no_proxy} in lower or upper case, read as curl does. Loopback addresses are accessed
 * directly.
 */
public final class Proxies extends ProxySelector implements Authenticator {
    private static final List<String> PROPERTIES =
            List.of("http.proxyHost", "https.proxyHost", "socksProxyHost");

    private final Map<String, String> environment;
    private final NoProxy none;

    private Proxies(Map<String, String> environment) {
        this.environment = environment;
        this.none = NoProxy.parse(variable("no_proxy"));
    }

    public static Proxies of(Map<String, String> environment) {
        return new Proxies(environment);
    }

    @Override
    public List<Proxy> select(URI uri) {
        for (String property : PROPERTIES) {
            if (!System.getProperty(property, "").isEmpty()) {
                ProxySelector ofJvm = ProxySelector.getDefault();
                return ofJvm == null ? List.of(Proxy.NO_PROXY) : ofJvm.select(uri);
            }
        }
        String host = String.valueOf(uri.getHost());
        ProxyUrl proxy = none.covers(host, portOf(uri)) ? null : proxyFor(uri.getScheme());
        return List.of(
                proxy == null
                        ? Proxy.NO_PROXY
                        // Unresolved: the name of the proxy is resolved when it is needed.
                        : new Proxy(
                                proxy.type(),
                                InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // The transfer reports it.
    }

    /** Send the credentials to a proxy that requires them, once. */
    @Override
    public @Nullable Request authenticate(@Nullable Route route, Response response) {
        Request request = response.request();
        if (request.header("Proxy-Authorization") != null && !isPreemptive(response)) {
            return null; // the proxy rejected the credentials
        }
        ProxyUrl proxy = proxyFor(request.url().scheme());
        return proxy == null || proxy.user() == null
                ? null
                : request.newBuilder()
                        .header(
                                "Proxy-Authorization",
                                Credentials.basic(proxy.user(), String.valueOf(proxy.password())))
                        .build();
    }

    private static boolean isPreemptive(Response response) {
        return response.challenges().stream()
                .anyMatch(challenge -> challenge.scheme().equals("OkHttp-Preemptive"));
    }

    private @Nullable ProxyUrl proxyFor(@Nullable String scheme) {
        for (String name :
                List.of(String.valueOf(scheme).toLowerCase(Locale.ROOT) + "_proxy", "all_proxy")) {
            String value = variable(name);
            if (value != null) {
                return ProxyUrl.parse(name, value);
            }
        }
        return null;
    }

    private @Nullable String variable(String name) {
        List<String> names = new ArrayList<>(List.of(name));
        // In a CGI program, this variable is the "Proxy" header of a request (CVE-2016-5385).
        if (!(name.equals("http_proxy") && environment.containsKey("REQUEST_METHOD"))) {
            names.add(name.toUpperCase(Locale.ROOT));
        }
        return names.stream()
                .map(n -> environment.getOrDefault(n, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static int portOf(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
