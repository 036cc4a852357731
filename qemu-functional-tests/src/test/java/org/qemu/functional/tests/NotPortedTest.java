package org.qemu.functional.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that {@code docs/porting.md} has a reason for each QEMU test that was not ported. */
class NotPortedTest {
    private static final Path MANUAL = Path.of("../docs/porting.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(\\w+/\\w+)` `(test_\\w+)` \\| (.{10,}) \\|$");
    private static final Pattern COUNT = Pattern.compile("(?m)^(\\d+) of the 355 tests of QEMU");

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(MANUAL)).results().toList();
    }

    /** Return the QEMU files from which nothing was ported, as {@code <folder>/<name>}. */
    private static Stream<String> filesNotPorted() throws IOException {
        try (InputStream table =
                Objects.requireNonNull(
                        NotPortedTest.class.getResourceAsStream("upstream-timeouts.txt"))) {
            return new String(table.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.endsWith(" -"))
                    .map(line -> line.split(" ", -1))
                    .map(columns -> columns[0] + "/" + columns[1]);
        }
    }

    @Test
    void eachFileIsTold() throws IOException {
        String manual = Files.readString(MANUAL);
        assertThat(filesNotPorted())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(manual).contains("`" + file + "`"));
    }

    @Test
    void eachTestIsToldOnceAndThereAreAsManyAsTheTextSays() throws IOException {
        List<String> tests = rows().stream().map(row -> row.group(1) + row.group(2)).toList();
        assertThat(tests).doesNotHaveDuplicates();
        assertThat(COUNT.matcher(Files.readString(MANUAL)).results().map(m -> m.group(1)))
                .containsExactly(Integer.toString(tests.size()));
    }

    @Test
    void noReasonNamesAClassThatIsNotThere() throws IOException {
        Pattern name = Pattern.compile("`(\\w+)\\.(\\w+Test)`");
        assertThat(rows().stream().flatMap(row -> name.matcher(row.group(3)).results()))
                .isNotEmpty()
                .allSatisfy(
                        found ->
                                assertThat(
                                                Path.of(
                                                        "src/main/java/org/qemu/functional/tests",
                                                        found.group(1),
                                                        found.group(2) + ".java"))
                                        .exists());
    }
}
