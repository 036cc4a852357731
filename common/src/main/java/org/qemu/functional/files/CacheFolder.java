package org.qemu.functional.files;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where everything of the cache lies.
 *
 * <p>Only {@link #download} is shared with QEMU's own framework, whose layout it has; what is ours
 * alone lies beside it, where neither that framework nor its clean-up comes across it.
 *
 * @param base {@code $QEMU_TEST_CACHE_DIR}, else {@code ~/.cache/qemu}; absolute
 */
public record CacheFolder(Path base) {
    private static final String VARIABLE = "QEMU_TEST_CACHE_DIR";
    private static final int HEX_DIGITS_OF_A_POSITION = 15; // a positive long

    /** Returns the folder that the environment names. It need not exist. */
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

    /** Returns where in a file of locks the byte of this hash is. */
    public static long lockPosition(String hash) {
        return Long.parseLong(hash.substring(0, HEX_DIGITS_OF_A_POSITION), 16);
    }

    /** Returns the folder of the entries. */
    public Path download() {
        return base.resolve("download");
    }

    /** Returns the folder of the records of what was found whole. */
    public Path verified() {
        return base.resolve("verified");
    }

    /** Returns the folder of the entries that were found damaged. */
    public Path quarantine() {
        return base.resolve("quarantine");
    }

    /** Returns the folder of what was unpacked from entries. */
    public Path unpacked() {
        return base.resolve("unpacked");
    }

    /** Returns the folder of what each QEMU told of itself. */
    public Path probed() {
        return base.resolve("probed");
    }

    /** Returns the folder of torn downloads that can be gone on with. */
    public Path resume() {
        return base.resolve("resume");
    }
}
