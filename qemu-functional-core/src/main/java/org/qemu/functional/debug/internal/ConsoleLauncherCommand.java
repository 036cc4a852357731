package org.qemu.functional.debug.internal;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.qemu.functional.text.ShellQuoting;

/** The command line of JUnit's console launcher. */
final class ConsoleLauncherCommand {
    private static final String MAIN = "org.junit.platform.console.ConsoleLauncher";
    private static final String JAR = "junit-platform-console";

    private ConsoleLauncherCommand() {}

    /** Return whether the console launcher is the main class or jar of this JVM. */
    static boolean isRunning() {
        // The JDK sets this to the main class or jar and its arguments.
        String command = System.getProperty("sun.java.command", "");
        return command.startsWith(MAIN) || (isJar() && command.startsWith(classPath()));
    }

    private static boolean isJar() {
        return !classPath().contains(File.pathSeparator)
                && String.valueOf(Path.of(classPath()).getFileName()).startsWith(JAR);
    }

    private static String classPath() {
        return System.getProperty("java.class.path", "");
    }

    static String of(SelectedTest test) {
        String start = "java %s %s".formatted(isJar() ? "-jar" : "-cp", absolute(classPath()));
        if (!isJar()) {
            start += " " + MAIN;
        }
        // The launcher loads what its own option --class-path names by a loader of its own.
        String more =
                Thread.currentThread().getContextClassLoader() instanceof URLClassLoader loader
                        ? " --class-path " + absolute(paths(loader))
                        : "";
        String selector =
                test.method().isEmpty()
                        ? "--select-class '%s'".formatted(test.type())
                        : "--select-method '%s(%s)'".formatted(test.selector(), test.parameters());
        return "%s execute%s %s".formatted(start, more, selector);
    }

    private static String paths(URLClassLoader loader) {
        return Arrays.stream(loader.getURLs())
                .map(ConsoleLauncherCommand::path)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String path(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return url.toString();
        }
    }

    private static String absolute(String classPath) {
        return ShellQuoting.quoteIfNeeded(
                Arrays.stream(classPath.split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)));
    }
}
