package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses caches on NFS whose locks exclude only the processes of this host: two hosts would
 * download an asset at once, and evict what the other one uses.
 */
final class LockScope {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    /** See proc(5): ID, parent, device, root, mount point, options, tags, -, type, source, more. */
    private static final Pattern LINE =
            Pattern.compile("\\S+ \\S+ \\S+ \\S+ (\\S+) (\\S+) (?:\\S+ )*?- (\\S+) (\\S*) (\\S+)");

    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    /** nfs(5): the locks of fcntl, which this cache uses, are local with these options. */
    private static final List<String> LOCAL =
            List.of("nolock", "local_lock=all", "local_lock=posix");

    private static final Map<Path, String> KNOWN = new ConcurrentHashMap<>();

    private LockScope() {}

    /**
     * Check the mount of a folder, once in this process.
     *
     * @throws IOException if its locks are local
     */
    static void check(Path folder) throws IOException {
        String reason = KNOWN.computeIfAbsent(folder, each -> reason(each, MOUNTS));
        if (!reason.isEmpty()) {
            throw new IOException(reason);
        }
    }

    /** Return why the locks of a folder exclude no other host; empty if they do, or if unknown. */
    static String reason(Path folder, Path mounts) {
        List<String> lines;
        Path real;
        try {
            // A path is any bytes.
            lines = Files.readAllLines(mounts, StandardCharsets.ISO_8859_1);
            real = Files.exists(folder) ? folder.toRealPath() : folder;
        } catch (IOException e) {
            return ""; // no /proc
        }
        @Nullable Matcher best = null;
        int length = -1;
        for (String line : lines) {
            Matcher mount = LINE.matcher(line);
            if (mount.matches()) {
                Path point = Path.of(plain(mount.group(1)));
                // The last one of several on the same point hides the others.
                if (real.startsWith(point) && point.getNameCount() >= length) {
                    best = mount;
                    length = point.getNameCount();
                }
            }
        }
        if (best == null || !best.group(3).matches("nfs4?")) {
            return "";
        }
        for (String option : (best.group(2) + "," + best.group(5)).split(",", -1)) {
            if (LOCAL.contains(option)) {
                return "the locks of '%s' exclude only processes of this host, because NFS is mounted on '%s' with '%s': mount it without this option, or set QEMU_TEST_CACHE_DIR to a folder of this host and use the shared one as a mirror"
                        .formatted(folder, plain(best.group(1)), option);
            }
        }
        return "";
    }

    private static String plain(String escaped) {
        return ESCAPE.matcher(escaped)
                .replaceAll(
                        code ->
                                Matcher.quoteReplacement(
                                        Character.toString(Integer.parseInt(code.group(1), 8))));
    }
}
