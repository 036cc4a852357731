package org.qemu.functional.asset;

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

    List<HttpUrl> of(Asset asset) {
        String path = AssetUrl.debianPath(asset.url());
        if (path == null) {
            return List.of(HttpUrl.get(asset.url()));
        }
        List<HttpUrl> mirrors = mirrors();
        if (mirrors.isEmpty()) {
            throw new AssetUnavailableException(
                    "no Debian mirror is known for asset %s: apt's sources name none, so set %s to one, as in http://host/debian"
                            .formatted(asset.url(), DEBIAN_MIRROR));
        }
        return mirrors.stream()
                .map(mirror -> mirror.newBuilder().addPathSegments(path).build())
                .toList();
    }

    private List<HttpUrl> mirrors() {
        if (debianMirror != null && !debianMirror.isBlank()) {
            HttpUrl mirror = HttpUrl.parse(withoutSlash(debianMirror.strip()));
            if (mirror == null) {
                throw new AssetException(
                        "%s is '%s', which is no http or https address such as http://host/debian"
                                .formatted(DEBIAN_MIRROR, debianMirror));
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
