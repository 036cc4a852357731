package org.qemu.functional.debug.internal;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.text.ShellQuoting;

/** The program that runs the tests, and its command to run one of them again. */
public enum TestLauncher {
    /** A program of this project, which reports in TAP. */
    PROGRAM {
        @Override
        Optional<String> command(SelectedTest test) {
            String jar = System.getProperty(CLASS_PATH);
            if (!jar.endsWith(".jar") || jar.contains(File.pathSeparator)) {
                return Optional.empty();
            }
            String path = ShellQuoting.quoteIfNeeded(Path.of(jar).toAbsolutePath().toString());
            return Optional.of("java -jar %s '%s'".formatted(path, test.selector()));
        }
    },
    /** Surefire or Failsafe. */
    MAVEN {
        /** Surefire runs integration tests only if it is configured to, Failsafe by default. */
        private final Pattern integration = Pattern.compile("(.*\\.)?(IT\\w*|\\w*IT|\\w*ITCase)");

        @Override
        Optional<String> command(SelectedTest test) {
            String outer = test.type().replaceFirst("\\$.*", "");
            return Optional.of(
                    "mvn %s='%s' -f %s"
                            .formatted(
                                    isFailsafe(outer) ? "verify -Dit.test" : "test -Dtest",
                                    test.selector(),
                                    inProject(System.getProperty("basedir", ""), "pom.xml")));
        }

        /** Failsafe and Surefire set the same properties but for those of the command line. */
        private boolean isFailsafe(String type) {
            return System.getProperty("it.test") != null || integration.matcher(type).matches();
        }
    },
    /** A worker of Gradle. */
    GRADLE {
        /** The folder for temporary files of a worker is {@code build/tmp/<task>/work}. */
        private final Pattern task = Pattern.compile("/tmp/([^/]+)/work/*$");

        @Override
        Optional<String> command(SelectedTest test) {
            Matcher named =
                    task.matcher(System.getProperty("org.gradle.internal.worker.tmpdir", ""));
            Path project = Path.of("").toAbsolutePath();
            return Optional.of(
                    "%s %s --tests '%s' -p %s"
                            .formatted(
                                    gradle(project),
                                    named.find() ? named.group(1) : "test",
                                    test.method("."),
                                    ShellQuoting.quoteIfNeeded(project.toString())));
        }

        private String gradle(Path project) {
            for (Path folder = project; folder != null; folder = folder.getParent()) {
                Path wrapper = folder.resolve("gradlew");
                if (Files.isExecutable(wrapper)) {
                    return ShellQuoting.quoteIfNeeded(wrapper.toString());
                }
            }
            return "gradle";
        }
    },
    /** JUnit's console launcher. */
    CONSOLE {
        @Override
        Optional<String> command(SelectedTest test) {
            return Optional.of(ConsoleLauncherCommand.of(test));
        }
    },
    /** Another launcher, such as an IDE, which has a button for it. */
    OTHER {
        @Override
        Optional<String> command(SelectedTest test) {
            return Optional.empty();
        }
    };

    private static final String CLASS_PATH = "java.class.path";

    private static volatile boolean program;

    /** Declare that a program of this project runs the tests. */
    public static void declareProgram() {
        program = true;
    }

    /** Return the launcher of this JVM. */
    public static TestLauncher current() {
        if (program) {
            return PROGRAM;
        }
        if (System.getProperty("surefire.test.class.path") != null
                || System.getProperty("surefire.real.class.path") != null) {
            return MAVEN;
        }
        if (System.getProperty("org.gradle.test.worker") != null) {
            return GRADLE;
        }
        return ConsoleLauncherCommand.isRunning() ? CONSOLE : OTHER;
    }

    /** Return the command that runs a test again; empty if it is unknown. */
    abstract Optional<String> command(SelectedTest test);

    private static String inProject(String folder, String file) {
        return ShellQuoting.quoteIfNeeded(
                Path.of(folder).toAbsolutePath().resolve(file).toString());
    }
}
