package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs programs whose class requests concurrent tests. */
@Timeout(120)
class ParallelTestsTest extends ProgramFixture {
    private static final String FIXTURES = "org.qemu.functional.launch.fixture.";

    private static List<String> points(String tap) {
        return tap.lines().filter(line -> line.matches("(not )?ok .*")).toList();
    }

    @Test
    void runsTestsTogetherAndReportsThemInTheOrderOfTheirEnds() throws Exception {
        Result result = run(Map.of("QEMU_TEST_PARALLEL", "2"), FIXTURES + "ParallelFixture");
        assertThat(result.status()).as(result.out() + result.err()).isZero();
        List<String> points = points(result.out());
        assertThat(result.out()).startsWith("TAP version 13\n1..6\n");
        assertThat(points).hasSize(6);
        for (int i = 0; i < points.size(); i++) {
            assertThat(points.get(i)).startsWith("ok " + (i + 1) + " - ParallelFixture");
        }
        // The report of another test can still be pending; the last point is the class's.
        assertThat(points.subList(3, 6)).anyMatch(point -> point.endsWith(".slow"));
        try (Stream<Path> logs = Files.walk(folder)) {
            assertThat(logs.filter(file -> file.endsWith("base.log")))
                    .hasSize(5)
                    .allSatisfy(
                            log -> {
                                String folderName = log.getParent().getFileName().toString();
                                String test = folderName.substring(folderName.indexOf('.') + 1);
                                assertThat(log)
                                        .content()
                                        .containsOnlyOnce("this is ")
                                        .contains("this is " + test + "\n");
                            });
        }
    }

    @Test
    void holdsGuestsBackForWhichThereIsNoMemory() throws Exception {
        Result result = run(Map.of("QEMU_TEST_PARALLEL", "2"), FIXTURES + "CrowdedFixture");
        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(points(result.out())).hasSize(3).allMatch(point -> point.startsWith("ok "));
    }

    @Test
    void refusesAWidthThatIsNone() throws Exception {
        Result result = run(Map.of("QEMU_TEST_PARALLEL", "0"), FIXTURES + "ParallelFixture");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("QEMU_TEST_PARALLEL='0' is not a number of tests");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void refusesMemoryThatIsNoSize() throws Exception {
        Result result =
                run(
                        Map.of("QEMU_TEST_MEMORY", "much", "QEMU_TEST_PARALLEL", "2"),
                        FIXTURES + "ParallelFixture");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("QEMU_TEST_MEMORY='much' is not a size");
    }
}
