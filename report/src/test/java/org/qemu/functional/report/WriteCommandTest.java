package org.qemu.functional.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteCommandTest {
    private static final String BOOTS = "BootTest.boots";

    @TempDir private Path folder;

    @Test
    void writesTheTestsOfMesonWithCauseEvidenceAndFiles() throws IOException {
        MesonFolder build = build();
        build.program("func-x86_64-a", "OK", 0, MesonFolder.passed("BootTest.halts"));
        build.program(
                "func-x86_64-b",
                "FAIL",
                0,
                MesonFolder.failed(BOOTS, "guest-crash", "the guest panicked\nmore"));
        build.log(BOOTS, "console.log", "2026-11-30 20:00:01,500: Kernel panic - not syncing\n");
        build.log(
                BOOTS,
                "qmp.log",
                "20:00:00,1 <- greeting of QEMU {\"micro\":2,\"minor\":0,\"major\":10}\n");
        build.log(BOOTS, "default.log", "qemu: warning\n");

        assertThat(write(build)).startsWith("0\n2 tests: 1 failed, 1 passed\n");

        JsonNode index = ReportProgram.index(report());
        assertThat(index.path("runs").path(0).path("name").asText()).isEqualTo("QEMU 10.0.2");
        JsonNode test = ReportProgram.test(report(), BOOTS);
        assertThat(test.path("verdict").asText()).isEqualTo("failed");
        assertThat(test.path("kind").asText()).isEqualTo("guest-crash");
        assertThat(test.path("reason").asText()).isEqualTo("the guest panicked");
        assertThat(test.path("suite").asText()).isEqualTo("func-quick");
        assertThat(test.path("class").asText())
                .isEqualTo("org.qemu.functional.tests.x86_64.BootTest");
        assertThat(test.path("line").path("line").asInt()).isEqualTo(42);
        assertThat(test.path("rerun").path(0).asText()).startsWith("QEMU_TEST_SEED=1 java");
        assertThat(test.path("evidence").findValuesAsText("text"))
                .containsSubsequence("Kernel panic - not syncing", "qemu: warning");
        JsonNode console = test.path("attempts").path(0).path("trace").path("consoles").path(0);
        JsonNode cast =
                ReportProgram.data(
                        report().resolve(
                                        "data/casts/%s.js"
                                                .formatted(
                                                        console.path("chunks")
                                                                .path(0)
                                                                .path("key")
                                                                .asText())));
        assertThat(cast.path(0).path(2).asText()).isEqualTo("Kernel panic - not syncing\r\n");
        for (JsonNode file : test.path("attempts").path(0).path("files")) {
            assertThat(report().resolve(file.path("href").asText())).exists();
        }
        assertThat(report().resolve("tests/" + test.path("id").asText() + ".html")).exists();
    }

    @Test
    void aProgramThatWasKilledIsAnErrorOfTheTestThatRan() throws IOException {
        MesonFolder build = build();
        String tap =
                MesonFolder.passed("BootTest.halts").replace("1..1", "1..3")
                        + "# running "
                        + BOOTS
                        + "\n";
        build.program("meson-logs", "func-x86_64-a", "ERROR", -9, tap, "Killed by the kernel");
        build.program("func-x86_64-b", "OK", 0, MesonFolder.passed("BootTest.other"));

        assertThat(write(build)).contains("3 tests: 1 error, 2 passed");

        JsonNode test = ReportProgram.test(report(), BOOTS);
        assertThat(test.path("kind").asText()).isEqualTo("program");
        assertThat(test.path("message").asText())
                .isEqualTo(
                        "the test ran when the program was killed by SIGKILL after 12.5 s; neither meson's time limit nor the harness did it\n1 planned test did not run");
        assertThat(test.path("evidence").findValuesAsText("text")).contains("Killed by the kernel");
    }

    @Test
    void aProgramWithoutPointsHasARowOfItsOwn() throws IOException {
        MesonFolder build = build();
        build.program("func-x86_64-a", "TIMEOUT", -15, "garbage\n");
        build.program("func-x86_64-b", "SKIP", 0, "1..0 # SKIP no QEMU\n");

        assertThat(write(build)).contains("2 tests: 1 error, 1 skipped");

        JsonNode tests = ReportProgram.index(report()).path("tests");
        assertThat(tests.path(0).path("kind").asText()).isEqualTo("timeout");
        assertThat(tests.path(1).path("reason").asText()).isEqualTo("no QEMU");
    }

    @Test
    void aTornOrDamagedLineLeavesTheOthers() throws IOException {
        MesonFolder build = build();
        build.append("meson-logs/testlog.json", "{\"name\": \"cut\n[1]\nnull\n");
        build.program("func-x86_64-a", "OK", 0, MesonFolder.passed(BOOTS));
        build.append("meson-logs/testlog.json", "{\"name\": \"torn");

        assertThat(write(build)).contains("note: ").contains("1 test: 1 passed");
    }

    @Test
    void secretsOfTheEnvironmentStayOut() throws IOException {
        MesonFolder build = build();
        build.program("func-x86_64-a", "FAIL", 1, MesonFolder.failed(BOOTS, "test", "x"));
        write(build);
        try (Stream<Path> files = Files.walk(report())) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(
                            file -> assertThat(file).content().doesNotContain("secret-of-the-job"));
        }
    }

    @Test
    void hostileTextIsOnlyText() throws IOException {
        String hostile =
                "</script><script>alert(1)</script><!--\u2028\u2029\u202e\u0000\u001b[31m\ud800 '\"\\";
        MesonFolder build = build();
        build.program("func-x86_64-a", "FAIL", 0, MesonFolder.failed(BOOTS, "test", hostile));
        build.log(BOOTS, "console.log", "2026-11-30 20:00:01,500: " + hostile + "\n");
        build.log(BOOTS, "a<b>\"'&\n%41.log", hostile);
        build.append(
                "tests/functional/x86_64/" + BOOTS + "/default.log",
                new byte[] {(byte) 0xff, 0, (byte) 0xc3, '<'});

        assertThat(write(build)).startsWith("0\n");

        try (Stream<Path> files = Files.walk(report().resolve("data"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(file).content().matches("[ -;=?-~&&[^&<>]]*\n"));
        }
        JsonNode test = ReportProgram.test(report(), BOOTS);
        assertThat(test.path("message").asText())
                .startsWith("</script><script>alert(1)</script><!--\u2028\u2029\u202e");
        assertThat(test.path("attempts").path(0).path("files").findValuesAsText("href"))
                .anyMatch(href -> href.endsWith("/1/a%3Cb%3E%22%27%26%0A%2541.log"));
    }

    @Test
    void aLineOfAMegabyteIsCutInTheEvidenceAndWholeInTheReplay() throws IOException {
        String line = "x".repeat(1 << 20);
        MesonFolder build = build();
        build.program("func-x86_64-a", "FAIL", 0, MesonFolder.failed(BOOTS, "test", "x"));
        build.log(BOOTS, "console.log", "2026-11-30 20:00:01,500: " + line + "\n");
        write(build);
        JsonNode test = ReportProgram.test(report(), BOOTS);
        assertThat(test.path("evidence").path(0).path("text").asText()).hasSizeLessThan(500);
        long chars = 0;
        JsonNode chunks =
                test.path("attempts").path(0).path("trace").path("consoles").path(0).path("chunks");
        for (JsonNode chunk : chunks) {
            chars += chunk.path("chars").asLong();
            assertThat(chunk.path("chars").asLong()).isLessThan(600_000);
        }
        assertThat(chars).isEqualTo((1 << 20) + 2);
    }

    @Test
    void readsProjectsOfSurefire() throws IOException {
        Path target = Files.createDirectories(folder.resolve("project/target"));
        Path reports = Files.createDirectories(target.resolve("surefire-reports"));
        Files.writeString(
                reports.resolve("TEST-com.example.KernelTest.xml"),
                """
                <testsuite name="com.example.KernelTest">
                <testcase name="boots" classname="com.example.KernelTest" time="1,018.023">
                <failure message="no &lt;login&gt;" type="java.lang.AssertionError">at com.example.KernelTest.boots(KernelTest.java:7)</failure>
                </testcase>
                <testcase name="halts{String}[1]" classname="com.example.KernelTest" time="1"><skipped message="no QEMU"/></testcase>
                <testcase name="cut""");
        Path logs =
                Files.createDirectories(target.resolve("qemu-functional/aarch64/KernelTest.boots"));
        Files.writeString(logs.resolve("default.log"), "QEMU said this\n");

        assertThat(ReportProgram.run("write", folder.resolve("project"), "-o", report()))
                .contains("cut off")
                .contains("2 tests: 1 failed, 1 skipped");

        JsonNode test = ReportProgram.test(report(), BOOTS.replace("Boot", "Kernel"));
        assertThat(test.path("target").asText()).isEqualTo("aarch64");
        assertThat(test.path("duration").asDouble()).isEqualTo(1018.023);
        assertThat(test.path("line").path("line").asInt()).isEqualTo(7);
        assertThat(test.path("evidence").findValuesAsText("text")).contains("QEMU said this");
    }

    @Test
    void readsFilesOfTap() throws IOException {
        Path file = folder.resolve("func-arm-version.tap");
        Files.writeString(file, "1..3\nok 1 - starts\nnot ok 2 stops # TODO later\n");
        assertThat(ReportProgram.run("write", file, "-o", report()))
                .contains("3 tests: 1 error, 1 todo, 1 passed");
    }

    @Test
    void saysWhatIsWrongWithAnInput() {
        assertThat(ReportProgram.run("write", folder))
                .startsWith("1\nerror: ")
                .contains("has no results");
        assertThat(ReportProgram.run("write", folder.resolve("none")))
                .contains("there is no file or folder");
        assertThat(ReportProgram.run("write")).startsWith("2\n");
    }

    private MesonFolder build() {
        return new MesonFolder(folder.resolve("build"));
    }

    private Path report() {
        return folder.resolve("report");
    }

    private String write(MesonFolder build) {
        return ReportProgram.run("write", build.path(), "-o", report());
    }
}
