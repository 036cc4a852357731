package org.qemu.functional.debug.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class TestLauncherTest {
    private static final SelectedTest TEST =
            new SelectedTest("example.BootTest$Inside", "boots", "java.lang.String, int");

    private final Map<String, @Nullable String> before = new HashMap<>();

    private void set(String name, String value) {
        before.putIfAbsent(name, System.getProperty(name));
        System.setProperty(name, value);
    }

    @AfterEach
    void restore() {
        before.forEach(
                (name, value) -> {
                    if (value == null) {
                        System.clearProperty(name);
                    } else {
                        System.setProperty(name, value);
                    }
                });
    }

    @Test
    void selectsWithSurefireInTheModuleThatRan() {
        set("basedir", "/a project");
        assertThat(TestLauncher.MAVEN.command(TEST))
                .hasValue(
                        "mvn test -Dtest='example.BootTest$Inside#boots' -f '/a project/pom.xml'");
    }

    @Test
    void selectsIntegrationTestsWithFailsafe() {
        set("basedir", "/project");
        assertThat(TestLauncher.MAVEN.command(SelectedTest.of("example.BootIT")))
                .hasValue("mvn verify -Dit.test='example.BootIT' -f /project/pom.xml");
    }

    @Test
    void selectsWithFailsafeWhatFailsafeWasToldToRun() {
        set("basedir", "/project");
        set("it.test", "BootTest");
        assertThat(TestLauncher.MAVEN.command(SelectedTest.of("example.BootTest")))
                .hasValue("mvn verify -Dit.test='example.BootTest' -f /project/pom.xml");
    }

    @Test
    void selectsWithTheTaskOfGradleThatRan() {
        String project = Path.of("").toAbsolutePath().toString();
        set("org.gradle.internal.worker.tmpdir", "/project/build/tmp/firmwareTest/work");
        assertThat(TestLauncher.GRADLE.command(TEST))
                .hasValue(
                        "gradle firmwareTest --tests 'example.BootTest$Inside.boots' -p "
                                + project);
    }

    @Test
    void selectsWithTheConsoleLauncherByTypesOfParameters() {
        set("java.class.path", "/a.jar:/b.jar");
        assertThat(TestLauncher.CONSOLE.command(TEST).orElseThrow())
                .startsWith(
                        "java -cp /a.jar:/b.jar org.junit.platform.console.ConsoleLauncher execute")
                .endsWith(
                        " --select-method 'example.BootTest$Inside#boots(java.lang.String, int)'");
    }

    @Test
    void selectsWithTheProgramOnlyIfItIsAJar() {
        set("java.class.path", "/a.jar:/b.jar");
        assertThat(TestLauncher.PROGRAM.command(TEST)).isEmpty();
        set("java.class.path", "/tests.jar");
        assertThat(TestLauncher.PROGRAM.command(TEST))
                .hasValue("java -jar /tests.jar 'example.BootTest$Inside#boots'");
    }

    @Test
    void doesNotKnowTheCommandOfAnIde() {
        assertThat(TestLauncher.OTHER.command(TEST)).isEmpty();
    }
}
