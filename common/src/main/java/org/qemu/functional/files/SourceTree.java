package org.qemu.functional.files;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folders of the project whose tests run: this project, or one that uses the harness as a
 * library.
 *
 * @param source the folder with this project's {@code meson.build}; the folder of another project
 * @param build the folder for what is built
 * @param logs the folder for the files of the tests, below the build folder
 */
public record SourceTree(Path source, Path build, Path logs) {
    private static final String BUILD_ROOT = "QEMU_BUILD_ROOT";
    private static final String MESON = "meson.options";

    /** Create a tree with the folder for logs that QEMU's framework uses. */
    public SourceTree(Path source, Path build) {
        this(source, build, build.resolve(Path.of("tests", "functional")));
    }

    /**
     * Find the folders of this project. The source folder is the one above the running jar or
     * classes, or else the working folder. The build folder is {@code QEMU_BUILD_ROOT}, or else the
     * working folder if it is a build folder, or else {@code build} in the source folder.
     */
    public static SourceTree locate(Map<String, String> environment) {
        return locate(environment, SourceTree.class);
    }

    /**
     * Find the folders for a test. Unless the harness runs from this project or {@code
     * QEMU_BUILD_ROOT} is set, they are those of the project that the test belongs to: its output
     * folder {@code target} (Maven) or {@code build} (Gradle), and {@code qemu-functional} in it.
     */
    public static SourceTree locate(Map<String, String> environment, Class<?> test) {
        Path working = Path.of("").toAbsolutePath();
        Path source = above(codeLocation(SourceTree.class));
        String build = environment.get(BUILD_ROOT);
        if (build != null && !build.isEmpty()) {
            return new SourceTree(
                    source == null ? working : source, Path.of(build).toAbsolutePath().normalize());
        }
        boolean inBuild =
                Files.exists(working.resolve("build.ninja"))
                        || Files.exists(working.resolve("Makefile.mtest"));
        if (source != null || inBuild) {
            Path known = source == null ? working : source;
            return new SourceTree(known, inBuild ? working : known.resolve("build"));
        }
        ProjectFolder project = ProjectFolder.of(codeLocation(test), working);
        return new SourceTree(
                project.folder(), project.output(), project.output().resolve("qemu-functional"));
    }

    private static @Nullable Path codeLocation(Class<?> type) {
        CodeSource code = type.getProtectionDomain().getCodeSource();
        try {
            return code == null ? null : Path.of(code.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Path above(@Nullable Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(MESON))) {
                return folder;
            }
        }
        return null;
    }
}
