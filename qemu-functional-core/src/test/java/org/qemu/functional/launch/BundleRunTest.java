package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that {@code scripts/bundle} reports each test once, whatever the others do to the JVM. */
@Timeout(240)
class BundleRunTest extends ProgramFixture {
    private static final String FIXTURES = "org.qemu.functional.launch.fixture.";

    private static final Path SCRIPT = Path.of("../scripts/bundle").toAbsolutePath().normalize();

    private static final Pattern POINT =
            Pattern.compile("^((?:not )?ok) \\d+ - x86_64 (.*)$", Pattern.MULTILINE);

    /** Plays {@code scripts/functional-test} with the class path of this test. */
    private static final String FUNCTIONAL_TEST =
            """
            #!/bin/sh
            memory=
            while :; do
                case $1 in
                    --java) shift 2 ;;
                    --one-for-all) memory=-XX:+ExitOnOutOfMemoryError; shift ;;
                    *) break ;;
                esac
            done
            exec '%s' -Xmx64m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC $memory -Dqemu.functional.tap=3 -jar '%s' "$@" 3>&1 1>&2
            """;

    /** A test as meson lists it. The time-out is in seconds. */
    private static final String LISTED =
            """
            {"name": "func-x86_64-%s", "suite": ["single", "single-func-quick"], "timeout": %d,
             "cmd": ["%s", "--java", "java", "--junit-xml", "%s", "%s"],
             "env": {"QEMU_TEST_QEMU_BINARY": "%s", "QEMU_TEST_TIMEOUT": "%d"}}
            """;

    private Path script() throws IOException {
        Path file = folder.resolve("functional-test");
        if (!Files.exists(file)) {
            String java = ProcessHandle.current().info().command().orElseThrow();
            Files.writeString(file, FUNCTIONAL_TEST.formatted(java, runnableJar()));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
        return file;
    }

    private String listed(String test, int timeout) throws IOException {
        String name = test.replace('#', '_');
        return LISTED.formatted(
                name,
                timeout,
                script(),
                folder.resolve(name + ".xml"),
                FIXTURES + test,
                qemu(),
                timeout);
    }

    @Test
    void reportsEachTestOnceWithTheVerdictOfItsOwnProgram() throws Exception {
        List<String> tests =
                List.of(
                        listed("DeafFixture", 3),
                        listed("ExitingFixture", 90),
                        listed("HaltingFixture", 90),
                        listed("MemoryFixture", 90),
                        listed("VerdictsFixture#fails", 90),
                        listed("VerdictsFixture#isSkipped", 90),
                        listed("VerdictsFixture#passes", 90));
        Files.createDirectories(folder.resolve("meson-info"));
        Files.writeString(
                folder.resolve("meson-info/intro-tests.json"), "[" + String.join(",", tests) + "]");

        Map<String, String> environment =
                Map.of("MESON_TEST_ITERATION", "1", "QEMU_TEST_PARALLEL", "2");
        Result result =
                result(
                        program(
                                        environment,
                                        List.of(
                                                "python3",
                                                SCRIPT.toString(),
                                                folder.toString(),
                                                "func-quick"))
                                .start());

        assertThat(result.status()).as(result.err()).isZero();
        List<String> points =
                POINT.matcher(result.out())
                        .results()
                        .map(BundleRunTest::withoutReason)
                        .sorted()
                        .collect(Collectors.toList());
        assertThat(points)
                .as(result.out() + result.err())
                .filteredOn(point -> !point.contains("DeafFixture"))
                .containsExactly(
                        "not ok ExitingFixture.b",
                        "not ok ExitingFixture.c",
                        "not ok HaltingFixture#program",
                        "not ok MemoryFixture.a",
                        "not ok MemoryFixture.b",
                        "not ok VerdictsFixture.fails",
                        "ok ExitingFixture.a",
                        "ok HaltingFixture.a",
                        "ok MemoryFixture.c",
                        "ok VerdictsFixture.isSkipped # SKIP",
                        "ok VerdictsFixture.passes");
        // On a slow host, its own program may not even have begun the test within its time.
        assertThat(points)
                .filteredOn(point -> point.contains("DeafFixture"))
                .singleElement()
                .asString()
                .startsWith("not ok DeafFixture");
        assertThat(result.out()).endsWith("\n1.." + points.size() + "\n");
        assertThat(result.err())
                .contains("func-x86_64-ExitingFixture runs again in a program of its own")
                .contains("func-x86_64-HaltingFixture runs again in a program of its own")
                .contains("func-x86_64-MemoryFixture runs again in a program of its own")
                .contains("func-x86_64-DeafFixture runs again in a program of its own");
    }

    private static String withoutReason(MatchResult point) {
        String name = point.group(2).replaceFirst("# SKIP .*", "# SKIP");
        return point.group(1) + " " + name.replace(": program", "#program");
    }
}
