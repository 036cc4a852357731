package org.qemu.functional.suite.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteConfigurationTest {
    @TempDir Path folder;

    private SuiteConfiguration load(String content) throws IOException {
        Files.writeString(folder.resolve(SuiteConfiguration.RESOURCE), content);
        return load();
    }

    private SuiteConfiguration load() throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            return SuiteConfiguration.load(loader);
        }
    }

    @Test
    void readsTheRootPackageAndThePackagesForAnyTarget() throws IOException {
        SuiteConfiguration suite =
                load("root.package = com.example.firmware \nany.target = generic, boot ,\n");

        assertThat(suite)
                .isEqualTo(
                        new SuiteConfiguration("com.example.firmware", Set.of("generic", "boot")));
    }

    @Test
    void derivesTheTargetFromThePackage() {
        SuiteConfiguration suite = new SuiteConfiguration("com.example", Set.of("generic"));

        assertThat(suite.targetOf("com.example.aarch64")).contains("aarch64");
        assertThat(suite.targetOf("com.example.aarch64.boot")).contains("aarch64");
        assertThat(suite.targetOf("com.example.generic")).isEmpty();
        assertThat(suite.targetOf("com.example.generic.aarch64")).isEmpty();
        assertThat(suite.targetOf("com.example")).isEmpty();
        assertThat(suite.targetOf("com.examples.aarch64")).isEmpty();
        assertThat(suite.targetOf("")).isEmpty();
    }

    @Test
    void abbreviatesNamesOfClassesBelowTheRootPackage() {
        SuiteConfiguration suite = new SuiteConfiguration("com.example", Set.of());

        assertThat(suite.shortName("com.example.arm.BootTest")).isEqualTo("arm.BootTest");
        assertThat(suite.shortName("com.examples.BootTest")).isEqualTo("com.examples.BootTest");
        assertThat(suite.fullName("arm.BootTest")).isEqualTo("com.example.arm.BootTest");
    }

    @Test
    void knowsNoTargetWithoutAFile() throws IOException {
        SuiteConfiguration suite = load();

        assertThat(suite.rootPackage()).isEmpty();
        assertThat(suite.targetOf("org.example.arm")).isEmpty();
        assertThat(suite.shortName("org.example.BootTest")).isEqualTo("org.example.BootTest");
        assertThat(suite.fullName("org.example.BootTest")).isEqualTo("org.example.BootTest");
    }

    @Test
    void refusesAFileWithoutARootPackage() {
        assertThatThrownBy(() -> load("any.target = generic\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(SuiteConfiguration.RESOURCE)
                .hasMessageContaining("'root.package' is not set");
    }

    @Test
    void refusesAFileThatIsNotWellFormed() {
        assertThatThrownBy(() -> load("root.package = com.example\\u00zz\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(SuiteConfiguration.RESOURCE);
    }
}
