package org.qemu.functional.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the whole classes that docs/qtest.md shows against those that run. */
class DocumentedTestsTest {
    private static final Pattern CLASS =
            Pattern.compile(
                    "(?ms)^```java\n(package .*?\n(?:@\\w+\\([^\n]*\\)\n)?class (\\w+) .*?)^```$");

    @Test
    void areThoseThatRun() throws IOException {
        Matcher shown = CLASS.matcher(Files.readString(Path.of("../docs/qtest.md")));
        List<String> names = new ArrayList<>();
        while (shown.find()) {
            names.add(shown.group(2));
            Path source =
                    Path.of(
                            "src/main/java/org/qemu/functional/tests/qtest/%s.java"
                                    .formatted(shown.group(2)));
            assertThat(shown.group(1)).isEqualTo(Files.readString(source));
        }
        assertThat(names).containsExactly("EduTest", "EduEverywhereTest");
    }
}
