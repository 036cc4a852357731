package org.qemu.functional.machine.internal.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.files.Folders;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.logging.Log;
import org.qemu.functional.settings.HarnessSettings;

/**
 * The log folder of a QEMU that is queried for its capabilities. It is kept among the logs of the
 * tests unless the query succeeds.
 */
final class ProbeLogs implements AutoCloseable {
    private static final Log LOG = Log.of("qemu.machine");

    private final Path folder;
    private boolean discarded;

    private ProbeLogs(Path folder) {
        this.folder = folder;
    }

    /**
     * Create the folder, among the system's temporary files if the build folder is not writable.
     */
    static ProbeLogs create(Path binary) {
        Path logs =
                SourceTree.locate(HarnessSettings.current().environment())
                        .build()
                        .resolve(Path.of("tests", "functional", "probes"));
        String prefix = binary.getFileName() + "-";
        try {
            Files.createDirectories(logs);
            return new ProbeLogs(Files.createTempDirectory(logs, prefix));
        } catch (IOException e) {
            try {
                return new ProbeLogs(Files.createTempDirectory(prefix));
            } catch (IOException other) {
                other.addSuppressed(e);
                throw new UncheckedIOException(
                        "cannot create a folder for the logs of '%s'".formatted(binary), other);
            }
        }
    }

    Path folder() {
        return folder;
    }

    /** Delete the folder on close, because the query succeeded. */
    void discard() {
        discarded = true;
    }

    @Override
    public void close() {
        if (discarded) {
            try {
                Folders.delete(folder);
            } catch (IOException e) {
                LOG.warn("cannot delete '{}': {}", folder, e.toString());
            }
        }
    }
}
