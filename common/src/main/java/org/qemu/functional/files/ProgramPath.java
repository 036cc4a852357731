package org.qemu.functional.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs in the folders of the {@code PATH} variable, as a shell does. */
public final class ProgramPath {
    private ProgramPath() {}

    /** Find the first executable file of a name. Empty elements of {@code PATH} are ignored. */
    public static Optional<Path> find(String name, Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
