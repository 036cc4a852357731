package org.qemu.functional.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A small Maven project that uses the harness as a library, outside of this source tree. */
final class OtherProject {
    private static final String TEST =
            """
            package example;

            import static org.junit.jupiter.api.Assertions.assertEquals;

            import org.junit.jupiter.api.BeforeEach;
            import org.junit.jupiter.api.Nested;
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

                @Nested
                @Machine(type = "none")
                class WithBrokenSetUp {
                    @BeforeEach
                    void setUp(QemuMachine vm) {
                        throw new IllegalStateException("the set-up is broken");
                    }

                    @Test
                    void isNotReached() {}
                }
            }
            """;

    /** The class with the tests. */
    static final String CLASS = "example.BootTest";

    /** The options of JVMs that end before an optimized compilation pays off. */
    private static final String JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

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
        Files.createDirectories(project.classes());
        Path calls = Path.of(PlatformCalls.class.getName().replace('.', '/') + ".class");
        copyInto(testClasses().resolve(calls), project.classes().resolve(calls));
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

    /** Return a copy of the project as it was created, with the same libraries. */
    OtherProject copyTo(Path other) throws IOException {
        return new OtherProject(copy(folder, other.resolve("project")), libraries);
    }

    private static Path testClasses() {
        try {
            return Path.of(
                    PlatformCalls.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Write the build file of a launcher: the harness finds the project by it. */
    void configure(OtherLauncher launcher) throws IOException {
        switch (launcher) {
            case SUREFIRE -> Files.writeString(folder.resolve("pom.xml"), pom("surefire", "test"));
            case FAILSAFE ->
                    Files.writeString(
                            folder.resolve("pom.xml"),
                            pom("failsafe", "integration-test", "verify"));
            case GRADLE -> Files.writeString(folder.resolve("build.gradle.kts"), "");
            default -> Files.writeString(folder.resolve("pom.xml"), pom("surefire", "test"));
        }
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

    /**
     * Return a POM that runs nothing but a plug-in, which gets the libraries of this JVM. With its
     * packaging, Maven needs no other plug-in.
     */
    private String pom(String plugin, String... goals) {
        return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>example</groupId>
          <artifactId>example</artifactId>
          <version>1</version>
          <packaging>pom</packaging>
          <dependencies>
            %s
            %s
          </dependencies>
          <build>
            <plugins>
              <plugin>
                <artifactId>maven-%s-plugin</artifactId>
                <version>3.6.1</version>
                <executions>
                  <execution>
                    <goals>%s</goals>
                    %s
                  </execution>
                </executions>
                <configuration>
                  <argLine>%s</argLine>
                  <additionalClasspathElements>%s</additionalClasspathElements>
                </configuration>
              </plugin>
            </plugins>
          </build>
        </project>
        """
                .formatted(
                        junit("org.junit.jupiter", "junit-jupiter"),
                        junit("org.junit.platform", "junit-platform-launcher"),
                        plugin,
                        elements("goal", List.of(goals)),
                        plugin.equals("surefire") ? "<phase>test</phase>" : "",
                        JVM,
                        elements("additionalClasspathElement", libraries));
    }

    private static String junit(String group, String artifact) {
        return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>6.1.3</version><scope>test</scope></dependency>"
                .formatted(group, artifact);
    }

    private static String elements(String name, List<String> values) {
        return values.stream()
                .map(value -> "<%s>%s</%s>".formatted(name, value, name))
                .collect(Collectors.joining());
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

    /** Return a jar whose manifest names a main class, the tests and the libraries. */
    Path jar(String main) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(classPath().split(File.pathSeparator, -1))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        Path jar = folder.resolve("program.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    /** Run Maven, which downloads a plug-in that is not in the local repository yet. */
    String maven(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mvn", "--batch-mode"));
        command.addAll(List.of(arguments));
        return run(Map.of(), command.toArray(String[]::new));
    }

    /** Run the JVM of this test. */
    String java(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(JVM.split(" ", -1)));
        command.addAll(List.of(arguments));
        return run(environment, command.toArray(String[]::new));
    }

    /** Return the text of all reports in XML. */
    String reports() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".xml")).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    /** Run a program in the project's folder, and return its output. */
    String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("QEMU_") || name.startsWith("MAVEN_"));
        builder.environment().put("MAVEN_OPTS", JVM);
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
