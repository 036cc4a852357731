package org.qemu.functional.download;

import java.util.Arrays;
import java.util.Locale;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Checks and takes apart the addresses that an asset may have. */
public final class AssetUrl {
    private static final String DEBIAN = "debian:";
    private static final String ACCEPTED =
            "http://host/path, https://host/path and debian:pool/… are accepted";

    private AssetUrl() {}

    /**
     * Returns the URL if an asset may have it.
     *
     * @throws IllegalArgumentException if it may not
     */
    public static String check(String url) {
        if (url.isBlank()) {
            throw new IllegalArgumentException("'%s' is no address: %s".formatted(url, ACCEPTED));
        }
        String scheme = url.substring(0, url.indexOf(':') + 1).toLowerCase(Locale.ROOT);
        boolean good =
                switch (scheme) {
                    case "http:", "https:" -> HttpUrl.parse(url) != null;
                    case DEBIAN -> isPool(url.substring(DEBIAN.length()));
                    default -> false;
                };
        if (!good) {
            throw new IllegalArgumentException(
                    "'%s' is no address of an asset: %s".formatted(url, ACCEPTED));
        }
        return url;
    }

    /** Returns the path below a Debian mirror's root, or {@code null} when it is not such a URL. */
    static @Nullable String debianPath(String url) {
        return url.regionMatches(true, 0, DEBIAN, 0, DEBIAN.length())
                ? url.substring(DEBIAN.length())
                : null;
    }

    private static boolean isPool(String path) {
        return path.startsWith("pool/")
                && !path.endsWith("/")
                && path.chars().noneMatch(c -> c == '?' || c == '#' || c == '\\' || c <= ' ')
                && Arrays.stream(path.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.matches("\\.{1,2}"));
    }
}
