package org.qemu.functional.machine.internal.probe;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.qemu.functional.logging.Log;

/** Find the QEMU binaries of a build from one of them. */
public final class SiblingBinaries {
    private static final Log LOG = Log.of("qemu.machine");

    private SiblingBinaries() {}

    /**
     * Return the other {@code qemu-system-*} binaries in the same folder; list a binary with
     * several names once.
     */
    public static Collection<Path> of(Path binary) {
        TreeMap<Path, Path> found = new TreeMap<>();
        Path folder = binary.toAbsolutePath().getParent();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "qemu-system-*")) {
            for (Path path : all) {
                if (Files.isRegularFile(path) && Files.isExecutable(path)) {
                    found.putIfAbsent(path.toRealPath(), path);
                }
            }
            found.remove(binary.toRealPath());
            return List.copyOf(found.values());
        } catch (IOException e) {
            LOG.warn("cannot list the QEMU binaries beside '{}': {}", binary, e.toString());
            return List.of();
        }
    }
}
