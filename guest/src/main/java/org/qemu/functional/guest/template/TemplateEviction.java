package org.qemu.functional.guest.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.qemu.functional.logging.Log;

/** Keeps the number of templates in bounds: those that were not used for longest go. */
final class TemplateEviction {
    /** At some 150 MB each. */
    private static final int KEPT = 16;

    private static final Log LOG = Log.of("qemu.guest");

    private final Path root;

    TemplateEviction(Path root) {
        this.root = root;
    }

    /** Note the use of a template, and remove the oldest ones that are too many. */
    void run(Path used) {
        try {
            Files.setLastModifiedTime(used, FileTime.from(Instant.now()));
            List<Path> all = new ArrayList<>();
            try (Stream<Path> folders = Files.list(root)) {
                folders.filter(folder -> Files.exists(folder.resolve("state"))).forEach(all::add);
            }
            all.sort(Comparator.comparing(TemplateEviction::lastUse).reversed());
            for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
                remove(old);
            }
        } catch (IOException | UncheckedIOException e) {
            // A folder that may only be read, or another process was quicker.
            LOG.debug("cannot tidy '{}': {}", root, e.toString());
        }
    }

    private static FileTime lastUse(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The state first: what is half removed is not whole. */
    private static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("state"));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
        LOG.debug("removed the template '{}'", folder);
    }
}
