package org.qemu.functional.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A small Maven project that uses the harness as a library, outside of this source tree. */
final class OtherProject {
    private static final String TEST =
            """
            package example;

            import static org.junit.jupiter.api.Assertions.assertEquals;

            import org.junit.jupiter.api.Test;
            import org.qemu.functional.console.Console;
            import org.qemu.functional.junit.Arch;
            import org.qemu.functional.junit.Machine;
            import org.qemu.functional.junit.QemuTest;
            import org.qemu.functional.machine.QemuMachine;

            class BootTest {
                @Test
                @QemuTest
                @Machine(type = "none", args = {"-name", "other"})
                void passes(QemuMachine vm, Console console) {
                    assertEquals("other", vm.cmd("query-name").path("name").asText());
                }

                @Test
                @Machine(type = "none")
                void fails(QemuMachine vm) {
                    assertEquals("on", "purpose");
                }

                @Test
                @Arch("no-such-target")
                void isSkipped(QemuMachine vm) {}

                @Test
                void hasNoAnnotation(QemuMachine vm) {}
            }
            """;

    private final Path folder;
    private final List<String> libraries;

    private OtherProject(Path folder, List<String> libraries) {
        this.folder = folder;
        this.libraries = libraries;
    }

    /** Create the project with its test class, compiled. */
    static OtherProject create(Path folder) throws IOException {
        Path library = Files.createDirectories(folder.resolve("library"));
        List<String> libraries = new ArrayList<>();
        Path tree = Path.of("").toAbsolutePath().getParent();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (path.endsWith("test-classes") || entry.endsWith("-tests.jar")) {
                continue; // tests of this project
            }
            // What is in the source tree would find its folder for logs there.
            libraries.add(
                    (path.startsWith(tree)
                                    ? copy(path, library.resolve("l" + libraries.size()))
                                    : path)
                            .toString());
        }
        Path source = folder.resolve("project/src/test/java/example/BootTest.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, TEST);
        OtherProject project = new OtherProject(folder.resolve("project"), libraries);
        Files.writeString(project.folder.resolve("pom.xml"), project.pom());
        Files.createDirectories(project.classes());
        assertThat(
                        ToolProvider.getSystemJavaCompiler()
                                .run(
                                        null,
                                        null,
                                        null,
                                        "-proc:none",
                                        "-d",
                                        project.classes().toString(),
                                        "-cp",
                                        String.join(File.pathSeparator, libraries),
                                        source.toString()))
                .isZero();
        return project;
    }

    private static Path copy(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            return Files.copy(from, to.resolveSibling(to.getFileName() + ".jar"));
        }
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> copyInto(file, to.resolve(from.relativize(file).toString())));
        }
        return to;
    }

    private static void copyInto(Path file, Path target) {
        try {
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Return a POM in which Surefire gets the libraries of this JVM. */
    private String pom() {
        StringBuilder elements = new StringBuilder();
        libraries.forEach(
                one ->
                        elements.append("<additionalClasspathElement>")
                                .append(one)
                                .append("</additionalClasspathElement>"));
        return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>example</groupId>
          <artifactId>example</artifactId>
          <version>1</version>
          <dependencies>
            <dependency>
              <groupId>org.junit.jupiter</groupId>
              <artifactId>junit-jupiter</artifactId>
              <version>6.1.3</version>
              <scope>test</scope>
            </dependency>
            <dependency>
              <groupId>org.junit.platform</groupId>
              <artifactId>junit-platform-launcher</artifactId>
              <version>6.1.3</version>
              <scope>test</scope>
            </dependency>
          </dependencies>
          <build>
            <plugins>
              <plugin>
                <artifactId>maven-surefire-plugin</artifactId>
                <version>3.6.1</version>
                <configuration>
                  <additionalClasspathElements>%s</additionalClasspathElements>
                </configuration>
              </plugin>
            </plugins>
          </build>
        </project>
        """
                .formatted(elements);
    }

    Path folder() {
        return folder;
    }

    Path classes() {
        return folder.resolve("target/test-classes");
    }

    String classPath() {
        return classes() + File.pathSeparator + String.join(File.pathSeparator, libraries);
    }

    /** Add a file to the class path of the tests. */
    void write(String name, String text) throws IOException {
        Files.writeString(classes().resolve(name), text);
    }

    /** Run a program in the project's folder, and return its output. */
    String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("QEMU_") || name.startsWith("MAVEN_"));
        builder.environment().putAll(environment);
        Path output = folder.resolve("output");
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            process.waitFor();
            return Files.readString(output);
        } finally {
            process.destroyForcibly(); // if a timeout ended the wait
        }
    }

    /** Return the files below a folder of the project with a name, relative to the folder. */
    List<String> find(String below, String name) throws IOException {
        Path start = folder.resolve(below);
        if (!Files.exists(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(file -> file.endsWith(name))
                    .map(file -> start.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
