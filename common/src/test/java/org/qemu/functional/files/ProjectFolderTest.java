package org.qemu.functional.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectFolderTest {
    @TempDir Path folder;

    private Path create(String file) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.createFile(path);
    }

    @ParameterizedTest
    @CsvSource({
        "pom.xml, target/test-classes, target",
        "build.gradle, build/classes/java/test, build",
        "build.gradle.kts, build/classes/kotlin/test, build",
        "build.gradle.kts, bin/test, build",
        "pom.xml, out/test-classes, target",
        "pom.xml, target/tests.jar, target"
    })
    void isAboveTheClassesOfTheTest(String buildFile, String classes, String output)
            throws IOException {
        create("root/pom.xml");
        create("root/module/" + buildFile);
        Path module = folder.resolve("root/module");
        assertThat(ProjectFolder.of(module.resolve(classes), folder))
                .isEqualTo(new ProjectFolder(module, module.resolve(output)));
    }

    @ParameterizedTest
    @CsvSource({"target/test-classes, target", "build/classes/java/test, build"})
    void isDecidedByTheClassesIfThereAreTwoBuildFiles(String classes, String output)
            throws IOException {
        create("pom.xml");
        create("build.gradle");
        assertThat(ProjectFolder.of(folder.resolve(classes), folder).output())
                .isEqualTo(folder.resolve(output));
    }

    @Test
    void isThatOfTheWorkingFolderForATestInAJarOfAnotherFolder() throws IOException {
        create("project/pom.xml");
        Path project = folder.resolve("project");
        assertThat(ProjectFolder.of(folder.resolve("repository/tests.jar"), project).output())
                .isEqualTo(project.resolve("target"));
    }

    @Test
    void isTheWorkingFolderIfThereIsNoBuildFile() {
        assertThat(ProjectFolder.of(null, folder))
                .isEqualTo(new ProjectFolder(folder, folder.resolve("build")));
    }
}
