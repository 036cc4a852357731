package org.qemu.functional.guest.internal.template;

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

/** Limit the number of templates by deleting the least recently used ones. */
final class TemplateEviction {
    /** Each takes about 150 MB. */
    private static final int KEPT = 16;

    private static final Log LOG = Log.of("qemu.guest");

    private final Path root;

    TemplateEviction(Path root) {
        this.root = root;
    }

    /** Record the use of a template, and delete the oldest ones beyond the limit. */
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
            // The folder is read-only, or another process has deleted it meanwhile.
            LOG.debug("cannot delete old templates in '{}': {}", root, e.toString());
        }
    }

    private static FileTime lastUse(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Delete the state first: a template without it is incomplete. */
    private static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("state"));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
        LOG.debug("deleted the old template '{}'", folder);
    }
}
