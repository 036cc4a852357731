package org.qemu.functional.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a Maven or Gradle project, and the folder for its output.
 *
 * @param folder the folder with the project's build file
 * @param output {@code target} or {@code build} in it
 */
record ProjectFolder(Path folder, Path output) {
    private static final String MAVEN = "target";
    private static final String GRADLE = "build";
    private static final List<String> GRADLE_FILES =
            List.of(
                    "build.gradle",
                    "build.gradle.kts",
                    "settings.gradle",
                    "settings.gradle.kts",
                    "gradlew");

    /**
     * Find the project of a test: the nearest one above its classes or jar, or else above the
     * working folder, or else the working folder itself with Gradle's layout.
     *
     * @param classes the folder or jar with the test; {@code null} if it is unknown
     */
    static ProjectFolder of(@Nullable Path classes, Path working) {
        for (Path start : classes == null ? List.of(working) : List.of(classes, working)) {
            for (Path folder = start; folder != null; folder = folder.getParent()) {
                Path project = folder;
                boolean maven = Files.exists(folder.resolve("pom.xml"));
                boolean gradle =
                        GRADLE_FILES.stream().anyMatch(name -> Files.exists(project.resolve(name)));
                if (maven || gradle) {
                    return of(folder, isMaven(maven, gradle, start, folder) ? MAVEN : GRADLE);
                }
            }
        }
        return of(working, GRADLE);
    }

    /** Decide by the folder of the classes if there are build files of both tools. */
    private static boolean isMaven(boolean maven, boolean gradle, Path classes, Path folder) {
        return maven && !(gradle && classes.startsWith(folder.resolve(GRADLE)));
    }

    private static ProjectFolder of(Path folder, String output) {
        return new ProjectFolder(folder, folder.resolve(output));
    }
}
