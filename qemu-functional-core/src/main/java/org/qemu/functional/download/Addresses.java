package org.qemu.functional.download;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Tells at which addresses an asset may be, best first: its own, or for {@code debian:} those of
 * the mirrors that this host uses.
 *
 * @param debianMirror value of {@value #DEBIAN_MIRROR}, {@code null} or blank for apt's mirrors
 * @param etcApt where apt's settings are
 */
record Addresses(@Nullable String debianMirror, Path etcApt) {
    static final String DEBIAN_MIRROR = "QEMU_TEST_DEBIAN_MIRROR";

    static Addresses fromEnvironment(Map<String, String> environment) {
        return new Addresses(environment.get(DEBIAN_MIRROR), Path.of("/etc/apt"));
    }

    List<HttpUrl> of(DownloadRequest request) throws DownloadException {
        String path = AssetUrl.debianPath(request.url());
        if (path == null) {
            return List.of(HttpUrl.get(request.url()));
        }
        List<HttpUrl> mirrors = mirrors();
        if (mirrors.isEmpty()) {
            throw new DownloadException(
                    false,
                    "no Debian mirror is known for asset %s: apt's sources name none, so set %s to one, as in http://host/debian"
                            .formatted(request.url(), DEBIAN_MIRROR),
                    null);
        }
        return mirrors.stream()
                .map(mirror -> mirror.newBuilder().addPathSegments(path).build())
                .toList();
    }

    private List<HttpUrl> mirrors() throws DownloadException {
        if (debianMirror != null && !debianMirror.isBlank()) {
            HttpUrl mirror = HttpUrl.parse(withoutSlash(debianMirror.strip()));
            if (mirror == null) {
                throw new DownloadException(
                        true,
                        "%s is '%s', which is no http or https address such as http://host/debian"
                                .formatted(DEBIAN_MIRROR, debianMirror),
                        null);
            }
            return List.of(mirror);
        }
        // The main archive before those for security, backports of vendors and the like.
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
