package org.qemu.functional.report.internal.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.TestIdentity;

/**
 * Finds the folder of a test's logs.
 *
 * <p>An earlier attempt was moved aside, and results may come from another host, so the paths in
 * TAP are looked for below the folder of this input.
 */
final class LogFolders {
    private final Path root;

    /**
     * @param root the folder with a folder for each target
     */
    LogFolders(Path root) {
        this.root = root;
    }

    /** Return the folder that has these files, or {@code null}. */
    @Nullable Path ofFiles(List<String> files) {
        for (String file : files) {
            try {
                Path folder = Path.of(file).getParent();
                if (folder != null && folder.getParent() != null && folder.getNameCount() >= 2) {
                    Path below =
                            root.resolve(
                                    folder.subpath(
                                            folder.getNameCount() - 2, folder.getNameCount()));
                    if (Files.isDirectory(below)) {
                        return below;
                    }
                }
            } catch (InvalidPathException e) {
                // A name that this system cannot have names no file of it.
            }
        }
        return null;
    }

    /**
     * Return the folder that the harness gives to a test, of any target if that of the test is not
     * known, or {@code null} if it is not there.
     */
    @Nullable Path of(TestIdentity test) {
        String name = PointNaming.logFolder(test);
        if (!test.target().isEmpty()) {
            return existing(test.target(), name);
        }
        try (Stream<Path> targets = Files.list(root)) {
            return targets.sorted()
                    .map(target -> existing(target.getFileName().toString(), name))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable Path existing(String target, String name) {
        try {
            Path folder = root.resolve(target).resolve(name);
            return Files.isDirectory(folder) && folder.normalize().startsWith(root.normalize())
                    ? folder
                    : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
