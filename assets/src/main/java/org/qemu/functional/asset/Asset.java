package org.qemu.functional.asset;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.download.AssetUrl;
import org.qemu.functional.text.SafeText;

/**
 * A file that a test needs: the URL to download it from and the hash that its content must have.
 *
 * <p>Keep assets in static fields of the test class: {@link AssetFinder} looks there for what to
 * download before the tests run.
 */
public final class Asset {
    private final String url;
    private final String hash;

    private Asset(String url, String hash) {
        this.url = url;
        this.hash = hash;
    }

    /**
     * Create an asset: the file at {@code url} whose content has the given hash.
     *
     * @param url {@code http:}, {@code https:}, {@code debian:pool/…} for a file of the Debian
     *     archive from the mirror that this host uses, or {@code debian:dists/…/by-hash/SHA256/…}
     *     for one of its indices
     * @param hash 64 hexadecimal digits for SHA-256 or 128 for SHA-512, in lower or upper case
     * @throws IllegalArgumentException if the URL or the hash has another form
     */
    public static Asset of(String url, String hash) {
        return new Asset(AssetUrl.check(url), HashAlgorithm.normalize(hash));
    }

    /** Return the URL as it was specified. */
    public String url() {
        return url;
    }

    /** Return the hash in lower case, which is also the name of the file in the cache. */
    public String hash() {
        return hash;
    }

    /**
     * Return the file, and download it first if it is not in the cache. It is read-only and shared:
     * copy it to change it.
     *
     * @throws AssetUnavailableException if it is not available now, which skips the test
     * @throws AssetException if trying again will not help, which fails the test
     */
    public Path fetch() {
        return AssetTrace.fetch(AssetCache.ofThisProcess(), this);
    }

    /** Return whether the file is in the cache or may at least be downloaded. */
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
