package org.qemu.functional.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report quotes to explain a failure, besides the logs. */
class WrittenEvidenceTest {
    private static final String BOOTS = "BootTest.boots";
    private static final String LAUNCH =
            """
            {"t":0.1,"event":"begin","id":1,"kind":"launch","title":"launch","vm":"vm1","command":["qemu","-S","-append","console=ttyS0 it's","-nic","none"]}
            {"t":0.2,"event":"end","id":1,"outcome":"ok"}
            {"t":0.3,"event":"begin","id":2,"kind":"launch","title":"launch","vm":"vm2","command":["qemu","-M","q35"]}
            """;

    @TempDir private Path folder;
    private MesonFolder build;

    @BeforeEach
    void createBuild() {
        build = new MesonFolder(folder.resolve("build"));
    }

    @Test
    void logsOfTheMonitorAreNoOutputOfQemu() throws IOException {
        build.program("p", "FAIL", 0, MesonFolder.failed(BOOTS, "test", "x"));
        for (String name : new String[] {"default", "qmp", "qmp-vm1", "qtest", "qtest-vm1"}) {
            build.log(BOOTS, name + ".log", "text of " + name + "\n");
        }
        build.log(BOOTS, "timeout.log", "stacks\n");

        assertThat(evidence())
                .containsOnlyKeys(
                        "output of QEMU, default.log",
                        "end of the monitor, qmp-vm1.log",
                        "end of the monitor, qmp.log",
                        "end of qtest, qtest-vm1.log",
                        "end of qtest, qtest.log",
                        "at the time limit, timeout.log");
    }

    @Test
    void theTraceHasTheCommandsOfMachines() throws IOException {
        build.program("p", "FAIL", 0, MesonFolder.failed(BOOTS, "test", "x\n  command: other"));
        build.log(BOOTS, "trace.jsonl", LAUNCH).log(BOOTS, "default.log", "text\n");

        assertThat(evidence())
                .containsExactly(
                        Map.entry("output of QEMU, default.log", "text"),
                        Map.entry(
                                "command of QEMU, vm1",
                                "qemu \\\n  -S \\\n  -append 'console=ttyS0 it'\\''s' \\\n  -nic none"),
                        Map.entry("command of QEMU, vm2", "qemu \\\n  -M q35"));
    }

    @Test
    void withoutATraceTheMessageHasTheCommand() throws IOException {
        String message =
                """
                no prompt
                VM 'a': query-status: {}
                  command: /usr/bin/qemu -append 'a -b  c'\\''d' -S
                VM 'b': query-status: {}
                  command: qemu -M q35
                """;
        build.program("p", "FAIL", 0, MesonFolder.failed(BOOTS, "test", message));

        assertThat(evidence())
                .containsExactly(
                        Map.entry(
                                "command of QEMU, a",
                                "/usr/bin/qemu \\\n  -append 'a -b  c'\\''d' \\\n  -S"),
                        Map.entry("command of QEMU, b", "qemu \\\n  -M q35"));
    }

    @Test
    void theSourceStandsWithItsLineMarked() throws IOException {
        source("src/org/qemu/functional/tests/x86_64/BootTest.java", 60);
        source("other/org/BootTest.java", 60);
        build.program("p", "FAIL", 0, MesonFolder.failed(BOOTS, "test", "x"));

        assertThat(evidence())
                .containsExactly(
                        Map.entry(
                                "source, BootTest.java",
                                """
                                  40 line 40
                                  41 line 41
                                ▸ 42 line 42
                                  43 line 43
                                  44 line 44"""));
    }

    @Test
    void theStackSaysWhichOfTwoSourcesItIs() throws IOException {
        source("src/org/example/base/BootTest.java", 43);
        source("src/org/qemu/functional/tests/x86_64/BootTest.java", 2);
        String tap =
                MesonFolder.failed(BOOTS, "test", "x")
                        .replace("at BootTest.boots(", "at org.example.base.BootTest.boots(");
        build.program("p", "FAIL", 0, tap);

        assertThat(evidence().get("source, BootTest.java")).endsWith("▸ 42 line 42\n  43 line 43");
    }

    @Test
    void aSourceThatIsShorterNowIsLeftOut() throws IOException {
        source("BootTest.java", 41);
        build.program("p", "FAIL", 0, MesonFolder.failed(BOOTS, "test", "x"));
        assertThat(evidence()).isEmpty();
    }

    @Test
    void anAssetWithAnotherHashHasItsFactsInLines() throws IOException {
        String message =
                "AssetException: cannot fetch asset http://a/b: http://a/b sent 1 bytes with hash aa11, encoded as [gzip], expected bb22: if the file";
        build.program("p", "FAIL", 0, MesonFolder.failed(BOOTS, "missing-asset", message));
        assertThat(evidence())
                .containsExactly(
                        Map.entry(
                                "asset with another hash",
                                "URL: http://a/b\nexpected hash: bb22\nactual hash: aa11\nsize: 1 byte\nencoding: gzip"));
    }

    @Test
    void aSignalFromOutsideIsToldWithTheStateOfTheHost() throws IOException {
        build.program("p", "ERROR", -9, "1..2\n# running " + BOOTS + "\n");
        build.log(
                BOOTS,
                "trace.jsonl",
                """
                {"t":0,"event":"host","load":1,"memoryAvailable":1,"memoryTotal":25276059648,"cpus":2}
                {"t":9.4,"event":"host","load":25.94,"memoryAvailable":21884981248,"memoryTotal":25276059648,"cpus":2}
                """);

        JsonNode test = test();
        String reason =
                "the test ran when the program was killed by SIGKILL after 12.5 s; neither meson's time limit nor the harness did it; at 9.4 s the host had a load of 25.9 on 2 CPUs and 20.4 of 23.5 GiB of memory available";
        assertThat(test.path("reason").asText()).isEqualTo(reason);
        assertThat(test.path("message").asText())
                .isEqualTo(reason + "\n1 planned test did not run");
    }

    @Test
    void aSignalOfMesonIsNotOneFromOutside() throws IOException {
        build.program("p", "TIMEOUT", -15, "1..1\n# running " + BOOTS + "\n");
        assertThat(test().path("reason").asText())
                .isEqualTo(
                        "the test ran when meson ended the program at its time-out, after 12.5 s");
    }

    @Test
    void aCrashOfTheProgramIsNotASignalFromOutside() throws IOException {
        build.program("p", "ERROR", -11, "1..1\n# running " + BOOTS + "\n");
        assertThat(test().path("message").asText())
                .isEqualTo(
                        "the test ran when the program was killed by SIGSEGV after 12.5 s; meson's time limit did not end it");
    }

    private void source(String name, int lines) throws IOException {
        Path file = folder.resolve("sources").resolve(name);
        Files.createDirectories(file.getParent());
        StringBuilder text = new StringBuilder();
        for (int line = 1; line <= lines; line++) {
            text.append("line ").append(line).append('\n');
        }
        Files.writeString(file, text);
    }

    private JsonNode test() throws IOException {
        Path report = folder.resolve("report");
        Path sources = folder.resolve("sources");
        assertThat(ReportProgram.run("write", build.path(), "-o", report, "--sources", sources))
                .startsWith("0\n1 test: 1 ");
        return ReportProgram.test(report, BOOTS);
    }

    private Map<String, String> evidence() throws IOException {
        Map<String, String> evidence = new LinkedHashMap<>();
        for (JsonNode one : test().path("evidence")) {
            evidence.put(one.path("title").asText(), one.path("text").asText());
        }
        return evidence;
    }
}
