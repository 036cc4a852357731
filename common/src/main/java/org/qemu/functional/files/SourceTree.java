package org.qemu.functional.files;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The source and build folders of this project.
 *
 * @param source the folder with the project's {@code meson.build}
 * @param build meson's build folder
 */
public record SourceTree(Path source, Path build) {
    private static final String BUILD_ROOT = "QEMU_BUILD_ROOT";

    /**
     * Find both folders. The source folder is the one above the running jar or classes, or else the
     * working folder. The build folder is {@code QEMU_BUILD_ROOT}, or else the working folder if it
     * is a build folder, or else {@code build} in the source folder.
     */
    public static SourceTree locate(Map<String, String> environment) {
        Path working = Path.of("").toAbsolutePath();
        Path source = above(codeLocation());
        if (source == null) {
            source = working;
        }
        String build = environment.get(BUILD_ROOT);
        if (build != null && !build.isEmpty()) {
            return new SourceTree(source, Path.of(build).toAbsolutePath().normalize());
        }
        boolean inBuild =
                Files.exists(working.resolve("build.ninja"))
                        || Files.exists(working.resolve("Makefile.mtest"));
        return new SourceTree(source, inBuild ? working : source.resolve("build"));
    }

    private static @Nullable Path codeLocation() {
        CodeSource code = SourceTree.class.getProtectionDomain().getCodeSource();
        try {
            return code == null ? null : Path.of(code.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Path above(@Nullable Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("meson.options"))) {
                return folder;
            }
        }
        return null;
    }
}
