package org.qemu.functional.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.report.internal.input.ReportInputs;
import org.qemu.functional.report.internal.input.RunName;
import org.qemu.functional.report.internal.logs.SourceFiles;
import org.qemu.functional.report.internal.output.ReportWriter;

class WatchCommandTest {
    private static final String RUNNING =
            """
            <testsuites><testsuite timestamp="2026-11-30T20:00:00Z">
            <testcase classname="org.qemu.functional.tests.x86_64.BootTest" name="halts" time="1.5"></testcase>
            <testcase classname="org.qemu.functional.tests.x86_64.BootTest" name="boots" time="0"><error type="unfinished" message="m"/></testcase>
            <testcase classname="org.qemu.functional.tests.x86_64.BootTest" name="waits" time="0"><skipped message="not run: the program ended before"/></testcase>
            </testsuite></testsuites>
            """;

    @TempDir private Path folder;

    @Test
    void showsTestsThatRunNowAndWhatHasChanged() throws IOException {
        MesonFolder build = new MesonFolder(folder.resolve("build"));
        build.append("meson-logs/junit/func-x86_64-a.xml", RUNNING);
        build.log("BootTest.boots", "console.log", "2026-11-30 20:00:01,500: first\n");
        ReportWriter writer =
                new ReportWriter(folder.resolve("report"), "title", SourceFiles.below(folder));

        update(build, writer);

        JsonNode index = ReportProgram.index(folder.resolve("report"));
        assertThat(index.path("live").asBoolean()).isTrue();
        assertThat(index.path("tests").findValuesAsText("verdict"))
                .containsExactly("passed", "running");
        assertThat(index.path("generation").asInt()).isEqualTo(1);

        update(build, writer);
        assertThat(ReportProgram.index(folder.resolve("report"))).isEqualTo(index);

        build.log("BootTest.boots", "console.log", "2026-11-30 20:00:02,500: second\n");
        update(build, writer);
        assertThat(ReportProgram.index(folder.resolve("report")).path("generation").asInt())
                .isEqualTo(2);
        JsonNode test = ReportProgram.test(folder.resolve("report"), "BootTest.boots");
        assertThat(
                        test.path("attempts")
                                .path(0)
                                .path("trace")
                                .path("consoles")
                                .path(0)
                                .path("chunks")
                                .path(0)
                                .path("lines")
                                .asInt())
                .isEqualTo(2);

        build.program(
                "func-x86_64-a", "FAIL", 0, MesonFolder.failed("BootTest.boots", "test", "x"));
        update(build, writer);
        assertThat(
                        ReportProgram.test(folder.resolve("report"), "BootTest.boots")
                                .path("verdict")
                                .asText())
                .isEqualTo("failed");
    }

    @Test
    void resultsOfAnEarlierRunAreNotOfThisOne() throws IOException {
        MesonFolder build = new MesonFolder(folder.resolve("build"));
        build.append("meson-logs/junit/func-x86_64-a.xml", RUNNING);
        Instant later = Instant.now().plusSeconds(60);
        assertThat(new ReportInputs(new RunName(null, null), later).read(build.path()).attempts())
                .isEmpty();
    }

    @Test
    void endsWithStandardInput() throws IOException {
        MesonFolder build = new MesonFolder(folder.resolve("build"));
        build.program("func-x86_64-a", "OK", 0, MesonFolder.passed("BootTest.boots"));
        InputStream in = System.in;
        System.setIn(InputStream.nullInputStream());
        try {
            assertThat(ReportProgram.run("watch", build.path()))
                    .startsWith("0\n")
                    .contains("1 test: 1 passed");
        } finally {
            System.setIn(in);
        }
        assertThat(ReportProgram.index(build.path().resolve("report")).path("live").asBoolean())
                .isFalse();
    }

    @Test
    void aRunWithoutTestsEndsToo() throws IOException {
        MesonFolder build = new MesonFolder(folder.resolve("build"));
        build.append("meson-logs/meson-log.txt", "");
        InputStream in = System.in;
        System.setIn(InputStream.nullInputStream());
        try {
            assertThat(ReportProgram.run("watch", build.path())).startsWith("0\n");
        } finally {
            System.setIn(in);
        }
        assertThat(ReportProgram.index(build.path().resolve("report")).path("live").asBoolean())
                .isFalse();
    }

    private static void update(MesonFolder build, ReportWriter writer) throws IOException {
        writer.write(
                new ReportInputs(new RunName(null, null), Instant.EPOCH)
                        .read(build.path())
                        .attempts(),
                true);
    }
}
