package org.qemu.functional.atf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the same test cases on libatf and on this module, byte by byte where the format is fixed.
 */
class LibatfComparisonTest {
    @TempDir static Path programs;
    @TempDir Path folder;
    private static TestProgram c;
    private static InProcess java;

    @BeforeAll
    static void makePrograms() throws Exception {
        c = TestProgram.ofC(programs, "twin");
        java = InProcess.of(c.file(), TwinFixture.class);
    }

    static Stream<List<String>> argumentsWithFixedOutput() {
        return Stream.of(
                List.of(),
                List.of("-l"),
                List.of("-l", "-l"),
                List.of("-lr", "result"),
                List.of("-r", "result", "-l"),
                List.of("-v", "color=red", "-l"),
                List.of("-l", "passes"),
                List.of("passes", "fails"),
                List.of("passes", "-l"),
                List.of("passes", "-v", "color=red"),
                List.of("unknown"),
                List.of(""),
                List.of("two\nlines"),
                List.of("caf\u00e9"),
                List.of("-x"),
                List.of("-l", "-x"),
                List.of("-h"),
                List.of("--list"),
                List.of("-"),
                List.of("-r"),
                List.of("-s"),
                List.of("-v"),
                List.of("-v", "color", "passes"),
                List.of("-vcolor", "passes"),
                List.of("-v", "", "passes"),
                List.of("passes:"),
                List.of("passes:head"),
                List.of("passes:body:body"),
                List.of(":body"),
                List.of("-s", "/nonexistent", "passes"),
                List.of("-s", "/", "passes"),
                List.of("-s", "/nonexistent", "unknown"),
                List.of("-s", "/nonexistent", "-l"),
                List.of("-s", "/nonexistent", "-x"),
                List.of("passes"),
                List.of("--", "passes"),
                List.of("passes:body"),
                List.of("passes:cleanup"),
                List.of("-v", "=x", "passes"),
                List.of("-r", "/dev/stdout", "passes"),
                List.of("-r", "/nonexistent/result", "passes"),
                List.of("-r", "", "passes"),
                List.of("-r", "/", "passes"),
                List.of("-r", "/proc/version", "passes"),
                List.of("skips"));
    }

    @ParameterizedTest
    @MethodSource("argumentsWithFixedOutput")
    void outputsAndStatusAreThoseOfLibatf(List<String> arguments) throws Exception {
        assertThat(java.run(arguments)).isEqualTo(c.run(folder, arguments));
    }

    @ParameterizedTest
    @MethodSource("argumentsForVariables")
    void variablesAreThoseOfLibatf(List<String> arguments) throws Exception {
        TestProgram.Output ofC = c.run(folder, arguments);
        TestProgram.Output ofJava = java.run(arguments);

        assertThat(ofC.stdout()).startsWith("failed: color ");
        assertThat(ofJava.stdout())
                .contains(ofC.stdout().strip().replace("failed: ", "AssertionFailedError: "));
        assertThat(ofJava.status()).isEqualTo(ofC.status());
    }

    static Stream<List<String>> argumentsForVariables() {
        return Stream.of(
                List.of("fails"),
                List.of("-vcolor=red", "fails"),
                List.of("-v", "color=red", "fails"),
                List.of("-v", "color=red=blue", "fails"),
                List.of("-v", "color=red", "-v", "color=blue", "fails"),
                List.of("-v", "color=with blank and \u00e9", "fails"),
                List.of("-v", "Color=red", "fails"));
    }

    /** Those that end their process are compared below, by kyua. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "allMetadata",
                "doesNotDie",
                "doesNotExit",
                "doesNotHang",
                "fails",
                "failsAsAnnounced",
                "failsInsteadOfExit",
                "isNotKilled",
                "passes",
                "passesAgainstAnnouncement",
                "skips",
                "skipsAgainstAnnouncement"
            })
    void resultFileAndStatusAreThoseOfLibatf(String name) throws Exception {
        Path ofC = folder.resolve("c");
        Path ofJava = folder.resolve("java");

        assertThat(java.run(List.of("-r", ofJava.toString(), name)).status())
                .isEqualTo(c.run(folder, List.of("-r", ofC.toString(), name)).status());
        assertThat(comparable(Files.readString(ofJava))).isEqualTo(Files.readString(ofC));
    }

    /** Return a result without what only Java adds to a reason. */
    private static String comparable(String result) {
        return result.replace("org.opentest4j.AssertionFailedError: ", "")
                .replaceAll(" \\(announced: .*?\\)", "")
                .replaceAll(" \\(\\w+\\.java:\\d+\\)", "")
                .replaceAll("; reason was no device", "")
                .replaceAll("\u2424caused by .*", "");
    }

    @Test
    void kyuaReportsTheSameForEachTestCase() throws Exception {
        TestProgram.ofC(folder, "twin");
        TestProgram.ofJava(folder, "javatwin", TwinFixture.class);
        Kyua kyua = Kyua.in(folder, "name=\"twin\"", "name=\"javatwin\"");

        Map<String, String> results = kyua.test("-v", "test_suites.atf-reporter.color=red");

        assertThat(ofProgram(results, "javatwin")).isEqualTo(ofProgram(results, "twin"));
        assertThat(results.values())
                .extracting(result -> result.split(":", -1)[0])
                .contains("passed", "failed", "skipped", "expected_failure", "broken");
    }

    private static Map<String, String> ofProgram(Map<String, String> results, String program) {
        return results.entrySet().stream()
                .filter(result -> result.getKey().startsWith(program + ":"))
                .collect(
                        Collectors.toMap(
                                result -> result.getKey().split(":", -1)[1],
                                result ->
                                        result.getValue()
                                                .replaceAll(
                                                        "(?s)(failed|expected_failure): .*", "$1"),
                                (a, b) -> a,
                                TreeMap::new));
    }

    @Test
    void cleanupRunsAloneAfterKilledAndPassedBodies() throws Exception {
        TestProgram.ofC(folder, "cleanup_twin");
        TestProgram.ofJava(folder, "javatwin", CleanupFixture.class);
        Kyua kyua = Kyua.in(folder, "name=\"cleanup_twin\"", "name=\"javatwin\"");

        Map<String, String> results = kyua.test("-v", "test_suites.atf-reporter.color=red");

        assertThat(ofProgram(results, "javatwin"))
                .isEqualTo(ofProgram(results, "cleanup_twin"))
                .containsEntry("passes", "passed")
                .hasEntrySatisfying("isKilled", of -> assertThat(of).startsWith("broken"));
        for (String program : List.of("cleanup_twin", "javatwin")) {
            assertThat(kyua.report(program + ":isKilled")).contains("state: 0, color: red");
            assertThat(kyua.report(program + ":passes")).contains("state: -1, color: red");
        }
    }
}
