package org.qemu.functional.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The place of the history. */
final class HistoryFile {
    /** Stands for the file in the cache. */
    static final String IN_CACHE = "";

    private static final String NAME = "history.sqlite";

    private HistoryFile() {}

    /** Return a file by its name, by default that in the folder of the asset cache. */
    static Path of(String name, Map<String, String> environment) {
        if (!name.isEmpty()) {
            return Path.of(name);
        }
        String cache = environment.getOrDefault("QEMU_TEST_CACHE_DIR", "");
        return cache.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache", "qemu", NAME)
                : Path.of(cache, NAME);
    }

    /**
     * Return a file by its name.
     *
     * @throws IOException if there is none
     */
    static Path existing(String name, Map<String, String> environment) throws IOException {
        Path file = of(name, environment);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "there is no history '%s'; reports with the option --history write one"
                            .formatted(file));
        }
        return file;
    }
}
