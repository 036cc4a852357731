package org.qemu.functional.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the complete classes in the manuals with those that run. */
class DocumentedTestsTest {
    private static final Pattern CLASS =
            Pattern.compile(
                    "(?ms)^```java\n(package ((?-s).*);.*?\n(?:@\\w+\\([^\n]*\\)\n)?class (\\w+) .*?)^```$");

    @ParameterizedTest
    @CsvSource({"qtest, EduTest EduEverywhereTest", "guests, HelloTest"})
    void areThoseThatRun(String manual, String classes) throws IOException {
        Matcher shown = CLASS.matcher(Files.readString(Path.of("../docs/%s.md".formatted(manual))));
        List<String> names = new ArrayList<>();
        while (shown.find()) {
            names.add(shown.group(3));
            Path source =
                    Path.of(
                            "src/main/java/%s/%s.java"
                                    .formatted(shown.group(2).replace('.', '/'), shown.group(3)));
            assertThat(shown.group(1)).isEqualTo(Files.readString(source));
        }
        assertThat(String.join(" ", names)).isEqualTo(classes);
    }
}
