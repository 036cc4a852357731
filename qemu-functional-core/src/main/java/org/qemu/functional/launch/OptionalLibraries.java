package org.qemu.functional.launch;

import java.io.File;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows which libraries are not there that JUnit asks for, without a search of all jars.
 *
 * <p>Where the program is a jar with its libraries in {@code lib} beside it, their names tell.
 */
final class OptionalLibraries {
    /** By the beginning of their classes' names, that of their jars'. */
    private static final Map<String, String> JARS =
            Map.of(
                    "kotlin.reflect.",
                    "kotlin-reflect",
                    "kotlinx.coroutines.",
                    "kotlinx-coroutines",
                    "org.junit.internal.",
                    "junit-4");

    private final @Nullable List<String> there;

    OptionalLibraries(String classPath) {
        boolean oneJar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
        String[] names =
                oneJar
                        ? new File(new File(classPath).getAbsoluteFile().getParentFile(), "lib")
                                .list()
                        : null;
        there = names == null ? null : List.of(names);
    }

    /** Whether a class is sure to be missing. */
    boolean lack(String className) {
        if (there == null) {
            return false;
        }
        for (Map.Entry<String, String> library : JARS.entrySet()) {
            if (className.startsWith(library.getKey())) {
                return there.stream().noneMatch(jar -> jar.startsWith(library.getValue()));
            }
        }
        return false;
    }
}
