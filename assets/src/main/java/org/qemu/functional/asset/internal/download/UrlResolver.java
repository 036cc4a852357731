package org.qemu.functional.asset.internal.download;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.download.transfer.DownloadRequest;

/**
 * Returns the URLs of a file, best first: on mirrors, then its own or, for {@code debian:}, those
 * on the Debian mirrors of this host.
 *
 * @param debianMirror value of {@value #DEBIAN_MIRROR}, {@code null} or blank for apt's mirrors
 * @param etcApt the folder of apt's configuration
 */
record UrlResolver(Mirrors mirrors, @Nullable String debianMirror, Path etcApt) {
    static final String DEBIAN_MIRROR = "QEMU_TEST_DEBIAN_MIRROR";

    static UrlResolver fromEnvironment(Map<String, String> environment) {
        return of(environment, Path.of("/etc/apt"));
    }

    static UrlResolver of(Map<String, String> environment, Path etcApt) {
        return new UrlResolver(
                Mirrors.parse(environment.get(Mirrors.VARIABLE)),
                environment.get(DEBIAN_MIRROR),
                etcApt);
    }

    List<String> of(DownloadRequest request) throws DownloadException {
        Set<String> addresses = new LinkedHashSet<>(mirrors.of(request));
        addresses.addAll(ownOf(request.url()));
        if (addresses.isEmpty()) {
            throw new DownloadException(
                    false,
                    "no Debian mirror is known for asset %s: apt's sources contain none; set %s to a mirror such as http://host/debian"
                            .formatted(request.url(), DEBIAN_MIRROR),
                    null);
        }
        return new ArrayList<>(addresses);
    }

    /**
     * Return the URL itself or, for {@code debian:}, the URLs on the Debian mirrors of this host.
     */
    List<String> ownOf(String url) throws DownloadException {
        String path = AssetUrl.debianPath(url);
        return path == null
                ? List.of(url)
                : debianMirrors().stream()
                        .map(mirror -> mirror.newBuilder().addPathSegments(path).build().toString())
                        .toList();
    }

    private List<HttpUrl> debianMirrors() throws DownloadException {
        if (debianMirror != null && !debianMirror.isBlank()) {
            HttpUrl mirror = HttpUrl.parse(withoutSlash(debianMirror.strip()));
            if (mirror == null) {
                throw new DownloadException(
                        true,
                        "%s is '%s', which is not an http or https URL such as http://host/debian"
                                .formatted(DEBIAN_MIRROR, debianMirror),
                        null);
            }
            return List.of(mirror);
        }
        // The main archive comes before security updates, third-party repositories and the like.
        return AptSources.uris(etcApt).stream()
                .map(uri -> HttpUrl.parse(withoutSlash(uri)))
                .flatMap(Stream::ofNullable)
                .distinct()
                .sorted(Comparator.comparing(url -> !url.encodedPath().endsWith("/debian")))
                .toList();
    }

    private static String withoutSlash(String uri) {
        return uri.replaceFirst("/+$", "");
    }
}
