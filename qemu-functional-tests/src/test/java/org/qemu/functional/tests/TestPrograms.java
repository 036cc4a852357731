package org.qemu.functional.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.qemu.functional.suite.internal.TestClasses;

/** The classes that are test programs, excluding the project's own tests. */
final class TestPrograms {
    static final Path SOURCES = Path.of("src/main/java/org/qemu/functional/tests");

    private TestPrograms() {}

    /** Return the sorted names of all classes, relative to this package. */
    static List<String> names() {
        return TestClasses.all().stream()
                .filter(name -> Files.exists(SOURCES.resolve(name.replace('.', '/') + ".java")))
                .toList();
    }
}
