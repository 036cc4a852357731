package org.qemu.functional.asset.internal.download.http;

import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A proxy in the syntax of the variables: {@code [scheme://][user[:password]@]host[:port]}. */
record ProxyUrl(
        Proxy.Type type, String host, int port, @Nullable String user, @Nullable String password) {
    /** The default port of curl. */
    private static final int DEFAULT_PORT = 1080;

    /**
     * Parse the value of a variable.
     *
     * @throws IllegalArgumentException if it is not a proxy; the message omits the value, which may
     *     contain a password
     */
    static ProxyUrl parse(String variable, String value) {
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            Proxy.Type type =
                    switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
                        case "http" -> Proxy.Type.HTTP;
                        case "socks", "socks4", "socks4a", "socks5", "socks5h" -> Proxy.Type.SOCKS;
                        default -> throw wrong(variable);
                    };
            if (uri.getHost() == null) {
                throw wrong(variable);
            }
            int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
            String user = uri.getRawUserInfo();
            if (user == null) {
                return new ProxyUrl(type, uri.getHost(), port, null, null);
            }
            String[] parts = user.split(":", 2);
            return new ProxyUrl(
                    type,
                    uri.getHost(),
                    port,
                    decode(parts[0]),
                    parts.length == 2 ? decode(parts[1]) : "");
        } catch (URISyntaxException e) {
            throw wrong(variable);
        }
    }

    private static IllegalArgumentException wrong(String variable) {
        return new IllegalArgumentException(
                "the variable %s is not a supported proxy: set it to http://host:port or socks5://host:port"
                        .formatted(variable));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
