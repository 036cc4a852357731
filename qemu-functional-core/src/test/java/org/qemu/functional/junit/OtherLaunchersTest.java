package org.qemu.functional.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests of another project by JUnit's console launcher and by Surefire. */
@Timeout(600)
class OtherLaunchersTest {
    private static final String LOGS = "target/qemu-functional";

    @TempDir private Path folder;
    private OtherProject project;

    @BeforeEach
    void create() throws IOException {
        project = OtherProject.create(folder);
    }

    private String console(Map<String, String> environment, String... more)
            throws IOException, InterruptedException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        String[] fixed = {
            java,
            "-cp",
            project.classPath(),
            "org.junit.platform.console.ConsoleLauncher",
            "execute",
            "--select-class=example.BootTest",
            "--disable-ansi-colors",
            "--reports-dir=target/reports"
        };
        String[] command = new String[fixed.length + more.length];
        System.arraycopy(fixed, 0, command, 0, fixed.length);
        System.arraycopy(more, 0, command, fixed.length, more.length);
        return project.run(environment, command);
    }

    private static void reportsEachVerdict(String output) {
        assertThat(output)
                .contains("requires a QEMU for no-such-target: no qemu-system-no-such-target")
                .contains("expected: <on> but was: <purpose>")
                .contains(
                        "To get a QemuMachine, add @QemuTest to the class or the test.",
                        "No ParameterResolver registered");
    }

    private void hasLogs() throws IOException {
        assertThat(project.find(LOGS, "base.log"))
                .containsExactly(
                        "x86_64/BootTest.fails/base.log", "x86_64/BootTest.passes/base.log");
        assertThat(project.find(LOGS, "console.log"))
                .contains("x86_64/BootTest.passes/console.log");
        assertThat(project.folder().resolve("build")).doesNotExist();
    }

    @Test
    void runsInTheConsoleLauncher() throws Exception {
        String output = console(Map.of());
        reportsEachVerdict(output);
        assertThat(output)
                .containsPattern("1 tests successful")
                .containsPattern("2 tests failed")
                .containsPattern("1 tests skipped")
                .containsPattern(
                        "rerun: QEMU_TEST_QEMU_BINARY=\\S+ java -cp \\S+ org.junit.platform.console.ConsoleLauncher execute --select-method 'example.BootTest#fails\\(org.qemu.functional.machine.QemuMachine\\)'");
        hasLogs();
        assertThat(project.find("target/reports", "base.log")).hasSize(2);
    }

    @Test
    void isConfiguredByParametersPropertiesAndTheEnvironment() throws Exception {
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

    private String surefire() throws IOException, InterruptedException {
        return project.run(
                Map.of(),
                "mvn",
                "--offline",
                "--batch-mode",
                "org.apache.maven.plugins:maven-surefire-plugin:3.6.1:test");
    }

    @Test
    void hasTheHintInTheFailureIfExtensionsAreDetected() throws Exception {
        project.write(
                "junit-platform.properties",
                "junit.jupiter.extensions.autodetection.enabled = true\n");
        assertThat(surefire())
                .containsPattern(
                        "ERROR.* To get a QemuMachine, add @QemuTest to the class or the test\\. No ParameterResolver registered");
    }

    @Test
    void runsInSurefire() throws Exception {
        String output = surefire();
        assertThat(output)
                .contains("Tests run: 4, Failures: 1, Errors: 1, Skipped: 1")
                .containsPattern(
                        "rerun: QEMU_TEST_QEMU_BINARY=\\S+ mvn test -Dtest='example.BootTest#fails' -f %s/pom.xml"
                                .formatted(project.folder()));
        reportsEachVerdict(
                output
                        + Files.readString(
                                project.folder()
                                        .resolve(
                                                "target/surefire-reports/TEST-example.BootTest.xml")));
        hasLogs();
        assertThat(project.find("target", "base.log")).hasSize(4);
    }
}
