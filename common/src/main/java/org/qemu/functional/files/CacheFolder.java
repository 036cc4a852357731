package org.qemu.functional.files;

import java.nio.file.Path;
import java.util.Map;

/**
 * The folder of the cache and its subfolders.
 *
 * <p>Only {@link #download} is shared with QEMU's own framework and has the layout of that
 * framework. Everything else is ours alone and lies beside it, where neither that framework nor its
 * clean-up finds it.
 *
 * @param base {@code $QEMU_TEST_CACHE_DIR}, or {@code ~/.cache/qemu} if that is not set; absolute
 */
public record CacheFolder(Path base) {
    private static final String VARIABLE = "QEMU_TEST_CACHE_DIR";
    private static final int HEX_DIGITS_OF_A_POSITION = 15; // a positive long

    /** Return the folder that the environment names. It need not exist. */
    public static CacheFolder fromEnvironment(Map<String, String> environment) {
        String given = environment.getOrDefault(VARIABLE, "");
        String home = environment.getOrDefault("HOME", "");
        Path base =
                given.isEmpty()
                        ? Path.of(home.isEmpty() ? System.getProperty("user.home") : home)
                                .resolve(".cache/qemu")
                        : Path.of(given);
        return new CacheFolder(base.toAbsolutePath().normalize());
    }

    /** Return the position of the byte that stands for this hash in a lock file. */
    public static long lockPosition(String hash) {
        return Long.parseLong(hash.substring(0, HEX_DIGITS_OF_A_POSITION), 16);
    }

    /** Return the folder of the downloaded entries. */
    public Path download() {
        return base.resolve("download");
    }

    /** Return the folder of the records of entries whose hash was verified. */
    public Path verified() {
        return base.resolve("verified");
    }

    /** Return the folder of the entries that were found to be corrupt. */
    public Path quarantine() {
        return base.resolve("quarantine");
    }

    /** Return the folder of the content extracted from entries. */
    public Path unpacked() {
        return base.resolve("unpacked");
    }

    /** Return the folder of the capabilities reported by each QEMU binary. */
    public Path probed() {
        return base.resolve("probed");
    }

    /** Return the folder of the data needed to resume partial downloads. */
    public Path resume() {
        return base.resolve("resume");
    }
}
