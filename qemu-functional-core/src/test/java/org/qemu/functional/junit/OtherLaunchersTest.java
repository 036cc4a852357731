package org.qemu.functional.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the same tests of another project by each launcher. */
@Timeout(600)
class OtherLaunchersTest {
    private static final Map<String, String> VERDICTS =
            Map.of(
                    "passes", "passed",
                    "fails", "failure",
                    "isSkipped", "skipped",
                    "hasNoAnnotation", "error",
                    "isNotReached", "error");
    private static final List<String> LOGGED =
            List.of("fails", "passes", "WithBrokenSetUp.isNotReached");
    private static final Pattern RERUN = Pattern.compile("(?m)^.*rerun: (.*)$");

    @TempDir private static Path shared;
    private static OtherProject compiled;

    @TempDir private Path folder;
    private OtherProject project;

    @BeforeAll
    static void compile() throws IOException {
        compiled = OtherProject.create(shared);
    }

    @BeforeEach
    void create() throws IOException {
        project = compiled.copyTo(folder);
    }

    @ParameterizedTest
    @EnumSource
    void givesTheSameVerdictsLogsAndCommands(OtherLauncher launcher) throws Exception {
        project.configure(launcher);
        String output = launcher.run(project);
        Map<String, String> expected = new TreeMap<>(VERDICTS);
        if (launcher == OtherLauncher.PROGRAM) {
            // As in TAP, each test that ended is a failure; an error is a test that did not end.
            expected.replaceAll((test, verdict) -> verdict.replace("error", "failure"));
        }
        assertThat(verdicts(launcher, output)).as(output).isEqualTo(expected);
        assertThat(output + project.reports())
                .contains("requires a QEMU for no-such-target: no qemu-system-no-such-target")
                .contains("expected: <on> but was: <purpose>")
                .contains("the set-up is broken")
                .contains("To get a QemuMachine, add @QemuTest to the class or the test.");
        hasLogs(launcher, output);
        rerunsOneTest(launcher, output, "example.BootTest", "fails");
        rerunsOneTest(launcher, output, "example.BootTest$WithBrokenSetUp", "isNotReached");
    }

    /** The logs are in the folder of the project, and attached by their plain names. */
    private void hasLogs(OtherLauncher launcher, String output) throws IOException {
        String build = launcher == OtherLauncher.GRADLE ? "build" : "target";
        String logs = build + "/qemu-functional/x86_64/BootTest.";
        for (String test : LOGGED) {
            for (String log : List.of("base.log", "console.log", "default.log")) {
                assertThat(project.folder().resolve(logs + test).resolve(log)).exists();
            }
        }
        assertThat(project.folder().resolve(logs + "passes/trace.jsonl")).doesNotExist();
        assertThat(project.folder().resolve(logs + "fails/trace.jsonl")).exists();
        if (launcher.isCalled()) {
            assertThat(output)
                    .contains("file passes(QemuMachine, Console) console.log ")
                    .contains("file fails(QemuMachine) base.log ")
                    .contains("file isNotReached() base.log ");
        }
        assertThat(project.find(".", "base.log"))
                .hasSize(launcher == OtherLauncher.PROGRAM ? LOGGED.size() : 2 * LOGGED.size());
    }

    /** The command for a failure runs only the test again, if its launcher can run here. */
    private void rerunsOneTest(OtherLauncher launcher, String output, String type, String method)
            throws IOException, InterruptedException {
        List<String> commands =
                RERUN.matcher(output)
                        .results()
                        .map(found -> found.group(1))
                        .filter(command -> command.contains(method))
                        .distinct()
                        .toList();
        if (launcher.rerun(type, method).isEmpty()) {
            assertThat(commands).isEmpty();
            return;
        }
        assertThat(commands)
                .as(output)
                .singleElement()
                .asString()
                .contains(launcher.rerun(type, method));
        if (!launcher.single().isEmpty()) {
            assertThat(project.run(Map.of(), "sh", "-c", commands.get(0)))
                    .contains(launcher.single(), method)
                    .doesNotContain("passes");
        }
    }

    @Test
    void isConfiguredByParametersPropertiesAndTheEnvironment() throws Exception {
        project.configure(OtherLauncher.CONSOLE);
        String wrong = "is not a program; set it to a qemu-system-";
        project.write("junit-platform.properties", "qemu.test.qemu.binary = /of/file\n");
        assertThat(console(Map.of())).contains("QEMU_TEST_QEMU_BINARY='/of/file' " + wrong);
        assertThat(console(Map.of(), "--config=qemu.test.qemu.binary=/of/option"))
                .contains("QEMU_TEST_QEMU_BINARY='/of/option' " + wrong);
        assertThat(console(Map.of("JAVA_TOOL_OPTIONS", "-Dqemu.test.qemu.binary=/of/property")))
                .contains("QEMU_TEST_QEMU_BINARY='/of/property' " + wrong);
        assertThat(console(Map.of("QEMU_TEST_QEMU_BINARY", "/of/environment")))
                .contains("QEMU_TEST_QEMU_BINARY='/of/environment' " + wrong);
    }

    @Test
    void hasTheHintInTheFailureIfExtensionsAreDetected() throws Exception {
        project.configure(OtherLauncher.SUREFIRE);
        project.write(
                "junit-platform.properties",
                "junit.jupiter.extensions.autodetection.enabled = true\n");
        assertThat(OtherLauncher.SUREFIRE.run(project))
                .containsPattern(
                        "ERROR.* To get a QemuMachine, add @QemuTest to the class or the test\\. No ParameterResolver registered");
    }

    private String console(Map<String, String> environment, String... more)
            throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-cp",
                                project.classPath(),
                                "org.junit.platform.console.ConsoleLauncher",
                                "execute",
                                "--select-class=" + OtherProject.CLASS,
                                "--disable-ansi-colors"));
        arguments.addAll(List.of(more));
        return project.java(environment, arguments.toArray(String[]::new));
    }

    private Map<String, String> verdicts(OtherLauncher launcher, String output) throws IOException {
        return launcher.isCalled()
                ? ReportedVerdicts.ofOutput(output)
                : ReportedVerdicts.ofReports(project.folder());
    }
}
