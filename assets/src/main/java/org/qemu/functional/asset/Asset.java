package org.qemu.functional.asset;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.cache.HashAlgorithm;
import org.qemu.functional.download.AssetUrl;
import org.qemu.functional.text.SafeText;

/**
 * Names a file that a test needs: where it comes from and the hash of what must come.
 *
 * <p>Keep assets in static fields of the test class: that is where {@link AssetFinder} looks for
 * what to fetch before the tests run.
 */
public final class Asset {
    private final String url;
    private final String hash;

    private Asset(String url, String hash) {
        this.url = url;
        this.hash = hash;
    }

    /**
     * Names the file at {@code url} whose content has the given hash.
     *
     * @param url {@code http:}, {@code https:}, {@code debian:pool/…} for a file of the Debian
     *     archive wherever this host gets it from, or {@code debian:dists/…/by-hash/SHA256/…} for
     *     one of its indices
     * @param hash 64 hexadecimal digits for SHA-256 or 128 for SHA-512, in either case
     * @throws IllegalArgumentException if either is not of such a form
     */
    public static Asset of(String url, String hash) {
        return new Asset(AssetUrl.check(url), HashAlgorithm.normalize(hash));
    }

    /** Returns the address as it was given. */
    public String url() {
        return url;
    }

    /** Returns the hash in lower case, which is also the name of the file in the cache. */
    public String hash() {
        return hash;
    }

    /**
     * Returns the file, fetching it first if the cache has none. It is read-only and shared: copy
     * it to change it.
     *
     * @throws AssetUnavailableException if it cannot be had now, which skips the test
     * @throws AssetException if it cannot be had at all, which fails the test
     */
    public Path fetch() {
        return AssetCache.ofThisProcess().fetch(this);
    }

    /** Tells whether the file is in the cache or may at least be asked for. */
    public boolean available() {
        AssetCache cache = AssetCache.ofThisProcess();
        return cache.mayDownload() || cache.contains(this);
    }

    HashAlgorithm algorithm() {
        return HashAlgorithm.of(hash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Asset asset && url.equals(asset.url) && hash.equals(asset.hash);
    }

    @Override
    public int hashCode() {
        return Objects.hash(url, hash);
    }

    @Override
    public String toString() {
        return "%s (%s…)".formatted(SafeText.line(url), hash.substring(0, 12));
    }
}
