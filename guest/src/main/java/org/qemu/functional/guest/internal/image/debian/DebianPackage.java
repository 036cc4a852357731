package org.qemu.functional.guest.internal.image.debian;

import java.util.List;
import org.qemu.functional.asset.Asset;

/**
 * One version of a Debian package.
 *
 * @param path the path below the archive's root
 * @param sha256 the hash of the .deb
 */
public record DebianPackage(String name, String version, String path, String sha256) {
    private static final int WORDS = 4;

    /** Parse the output of {@link #line}. */
    public static DebianPackage parse(String line) {
        List<String> words = List.of(line.split(" ", -1));
        if (words.size() != WORDS) {
            throw new IllegalArgumentException("'" + line + "' is not a line for a package");
        }
        return new DebianPackage(words.get(0), words.get(1), words.get(2), words.get(3));
    }

    public String line() {
        return String.join(" ", name, version, path, sha256);
    }

    public Asset asset() {
        return Asset.of("debian:" + path, sha256);
    }
}
