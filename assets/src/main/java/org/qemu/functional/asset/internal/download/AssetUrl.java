package org.qemu.functional.asset.internal.download;

import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Validates and parses the URLs of assets.
 *
 * <p>Without OkHttp, which parses URLs better but takes 40 ms to load: every test class with an
 * asset calls this when it starts. OkHttp validates the URL again when the asset is downloaded.
 */
public final class AssetUrl {
    private static final String DEBIAN = "debian:";
    private static final String FILE = "file:";
    private static final String BY_HASH = "/by-hash/SHA256/";
    private static final int SHA256_DIGITS = 64;
    private static final String ACCEPTED =
            "http://host/path, https://host/path, debian:pool/…, debian:dists/…/by-hash/SHA256/<hash> and file:///path are accepted";

    private AssetUrl() {}

    /**
     * Return the URL if it is valid for an asset.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static String check(String url) {
        if (url.isBlank()) {
            throw new IllegalArgumentException(
                    "'" + SafeText.line(url) + "' is not a valid URL: " + ACCEPTED);
        }
        int colon = url.indexOf(':') + 1;
        String rest = url.substring(colon);
        boolean good =
                switch (url.substring(0, colon).toLowerCase(Locale.ROOT)) {
                    case "http:", "https:" -> hasHost(rest);
                    case DEBIAN -> isPath(rest) && (rest.startsWith("pool/") || isByHash(rest));
                    case FILE -> rest.startsWith("///") && !rest.endsWith("/");
                    default -> false;
                };
        if (!good) {
            throw new IllegalArgumentException(
                    "'" + SafeText.line(url) + "' is not a valid URL of an asset: " + ACCEPTED);
        }
        return url;
    }

    /**
     * Return the path below the root of a Debian mirror, or {@code null} if it is not such a URL.
     */
    static @Nullable String debianPath(String url) {
        return after(DEBIAN, url);
    }

    /** Return the absolute path of a local file, or {@code null} if it is not such a URL. */
    static @Nullable String filePath(String url) {
        return after(FILE + "//", url);
    }

    private static @Nullable String after(String prefix, String url) {
        return url.regionMatches(true, 0, prefix, 0, prefix.length())
                ? url.substring(prefix.length())
                : null;
    }

    private static boolean hasHost(String rest) {
        if (!rest.startsWith("//")) {
            return false;
        }
        int end = 2;
        while (end < rest.length() && "/?#\\".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String authority = rest.substring(rest.lastIndexOf('@', end - 1) + 1, end);
        String host = authority.startsWith("//") ? authority.substring(2) : authority;
        return !host.isEmpty() && !host.startsWith(":") && isClean(host);
    }

    /**
     * Return whether it is an index of the archive under a name that stays valid when the next
     * index replaces it, see Acquire-By-Hash in the wiki's RepositoryFormat.
     */
    private static boolean isByHash(String path) {
        int name = path.lastIndexOf('/') + 1;
        return path.startsWith("dists/")
                && path.startsWith(BY_HASH, name - BY_HASH.length())
                && path.length() - name == SHA256_DIGITS
                && path.chars().skip(name).allMatch(HexFormat::isHexDigit);
    }

    private static boolean isPath(String path) {
        if (!isClean(path)) {
            return false;
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '?' || c == '#' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
