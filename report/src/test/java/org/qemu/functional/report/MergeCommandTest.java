package org.qemu.functional.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {
    private static final String BOOTS = "BootTest.boots";
    private static final double MONDAY = 1_796_070_000;

    @TempDir private Path folder;

    @Test
    void aTestThatPassedOnRetryIsFlaky() throws IOException {
        Path first = report("first", MONDAY, failed());
        Path second = report("second", MONDAY + 600, MesonFolder.passed(BOOTS));
        assertThat(merge(first, second)).contains("1 test: 1 flaky");
        JsonNode test = ReportProgram.test(out(), BOOTS);
        assertThat(test.path("attempts").findValuesAsText("verdict"))
                .containsExactly("failed", "passed");
        assertThat(test.path("reason").asText()).isEqualTo("no login");
        assertThat(test.path("shown").asInt()).isEqualTo(1);
    }

    @Test
    void theOrderOfTheInputsDoesNotMatter() throws IOException {
        Path first = report("first", MONDAY, failed());
        Path second = report("second", MONDAY + 600, MesonFolder.passed(BOOTS));
        assertThat(merge(second, first)).contains("1 flaky");
    }

    @Test
    void afterADayItIsNoRetryAndOnAnotherQemuNeither() throws IOException {
        Path first = report("first", MONDAY, failed());
        Path later = report("later", MONDAY + 86_400, MesonFolder.passed(BOOTS));
        assertThat(merge(first, later)).contains("1 test: 1 passed");
        Path other = report("other", MONDAY + 600, MesonFolder.passed(BOOTS), "--qemu", "11.0.0");
        assertThat(merge(first, other)).contains("1 test: 1 failed");
        assertThat(ReportProgram.index(out()).path("runs")).hasSize(2);
    }

    @Test
    void shardsAddUpAndFilesMoveWithTheirAttempts() throws IOException {
        Path first = report("first", MONDAY, failed());
        Path second = report("second", MONDAY + 600, MesonFolder.passed(BOOTS));
        Path third = report("third", MONDAY + 700, MesonFolder.passed("BootTest.halts"));
        assertThat(merge(first, second, third)).contains("2 tests: 1 flaky, 1 passed");
        JsonNode test = ReportProgram.test(out(), BOOTS);
        for (JsonNode attempt : test.path("attempts")) {
            JsonNode file = attempt.path("files").path(0);
            String number = attempt.path("number").asText();
            assertThat(file.path("href").asText()).endsWith("/" + number + "/console.log");
            assertThat(out().resolve(file.path("href").asText())).exists();
            JsonNode console = attempt.path("trace").path("consoles").path(0);
            assertThat(console.path("log").asText()).isEqualTo(file.path("href").asText());
            String key = console.path("chunks").path(0).path("key").asText();
            Path cast = out().resolve("data/casts/" + key + ".js");
            assertThat(key).endsWith("/" + number);
            assertThat(cast).content().startsWith("qemuReport.receive(\"cast\",\"" + key + "\",[[");
        }
    }

    @Test
    void mergingAgainChangesNothing() throws IOException {
        Path first = report("first", MONDAY, failed());
        merge(first);
        Path again = folder.resolve("again");
        ReportProgram.run("merge", again, out());
        assertThat(ReportProgram.test(again, BOOTS)).isEqualTo(ReportProgram.test(out(), BOOTS));
    }

    @Test
    void readsEarlierAttemptsOfABuildFolder() throws IOException {
        MesonFolder build = new MesonFolder(folder.resolve("build"));
        build.program("meson-logs/attempt-1", "func-x86_64-a", "FAIL", 0, failed(), "");
        build.append(
                "meson-logs/attempt-1/tests/functional/x86_64/" + BOOTS + "/default.log",
                "first attempt\n");
        build.at(MONDAY + 100).program("func-x86_64-a", "OK", 0, MesonFolder.passed(BOOTS));
        assertThat(ReportProgram.run("write", build.path(), "-o", out()))
                .contains("1 test: 1 flaky");
        JsonNode test = ReportProgram.test(out(), BOOTS);
        assertThat(test.path("evidence").findValuesAsText("text")).contains("first attempt");
    }

    @Test
    void aDamagedReportIsAnError() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("broken/data"));
        Files.writeString(
                broken.resolve("index.js"), "qemuReport.receive(\"index\",\"\",{\"tests\":[");
        assertThat(ReportProgram.run("merge", out(), folder.resolve("broken")))
                .startsWith("1\nerror: ")
                .contains("no complete data file");
        assertThat(ReportProgram.run("merge", out())).startsWith("2\n");
    }

    private Path report(String name, double time, String tap, Object... more) throws IOException {
        MesonFolder build = new MesonFolder(folder.resolve("build-" + name)).at(time);
        build.program("func-x86_64-a", tap.contains("not ok") ? "FAIL" : "OK", 0, tap);
        build.log(BOOTS, "console.log", "2026-11-30 20:00:01,500: output of " + name + "\n");
        Path report = folder.resolve(name);
        Object[] arguments = new Object[4 + more.length];
        arguments[0] = "write";
        arguments[1] = build.path();
        arguments[2] = "-o";
        arguments[3] = report;
        System.arraycopy(more, 0, arguments, 4, more.length);
        assertThat(ReportProgram.run(arguments)).startsWith("0\n");
        return report;
    }

    private String merge(Path... inputs) {
        Object[] arguments = new Object[2 + inputs.length];
        arguments[0] = "merge";
        arguments[1] = out();
        System.arraycopy(inputs, 0, arguments, 2, inputs.length);
        return ReportProgram.run(arguments);
    }

    private Path out() {
        return folder.resolve("out");
    }

    private static String failed() {
        return MesonFolder.failed(BOOTS, "timeout", "no login");
    }
}
