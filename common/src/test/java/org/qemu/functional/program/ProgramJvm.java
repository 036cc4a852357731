package org.qemu.functional.program;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/**
 * The JVM in which tests start a program with their own class path. It starts in half the processor
 * time, as the programs of users do: from an archive of loaded classes, which the first test of a
 * build makes.
 */
public final class ProgramJvm {
    private static final List<String> JVM =
            List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC");

    private final Map<String, String> environment;
    private final List<String> training;
    private List<String> command = List.of();

    private ProgramJvm(Map<String, String> environment, List<String> training) {
        this.environment = environment;
        this.training = training;
    }

    /**
     * Describe a JVM.
     *
     * @param environment variables for the training
     * @param training the main class and the arguments of a short run, whose classes the archive
     *     will have
     */
    public static ProgramJvm trainedBy(Map<String, String> environment, String... training) {
        return new ProgramJvm(environment, List.of(training));
    }

    /** Return the command of the JVM, for more options, a main class and its arguments. */
    public synchronized List<String> command() {
        if (command.isEmpty()) {
            try {
                command = make();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return command;
    }

    @SuppressWarnings("try") // the lock is only held
    private List<String> make() throws IOException {
        String[] classPath = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        List<Path> folders = Stream.of(classPath).map(Path::of).filter(Files::isDirectory).toList();
        Path programs =
                Files.createDirectories(
                        Path.of(System.getProperty("basedir", "")).resolve("target/programs"));
        Path archive =
                programs.toAbsolutePath()
                        .resolve("%s-%s.jsa".formatted(training.get(0), state(folders)));
        // A JVM has an archive of classes only for jars.
        String jars =
                Stream.of(classPath)
                        .map(entry -> jarOf(Path.of(entry), folders, archive).toString())
                        .collect(Collectors.joining(File.pathSeparator));
        // The tests of a module run in several JVMs at once.
        try (FileChannel channel =
                        FileChannel.open(
                                programs.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock unused = channel.lock()) {
            if (!Files.exists(archive)) {
                for (Path folder : folders) {
                    writeJar(folder, jarOf(folder, folders, archive));
                }
                train(jars, archive);
            }
        }
        return jvm(
                "-XX:SharedArchiveFile=" + archive,
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-cp",
                jars);
    }

    private static List<String> jvm(String... more) {
        return Stream.concat(JVM.stream(), Stream.of(more)).toList();
    }

    private static Path jarOf(Path entry, List<Path> folders, Path archive) {
        int number = folders.indexOf(entry);
        return number < 0 ? entry : Path.of("%s.%d.jar".formatted(archive, number));
    }

    /** Return a text that changes with the JVM and with the classes. */
    private static String state(List<Path> folders) throws IOException {
        long newest = 0;
        long count = 0;
        for (Path folder : folders) {
            for (Path file : files(folder)) {
                newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
                count++;
            }
        }
        return "%s-%d-%d".formatted(Runtime.version().feature(), count, newest);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void writeJar(Path folder, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.setLevel(Deflater.NO_COMPRESSION); // else each class has to be inflated again
            for (Path file : files(folder)) {
                out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    /** Run the training. Without the archive, which it writes at its end, programs start slowly. */
    private void train(String jars, Path archive) throws IOException {
        List<String> words =
                new ArrayList<>(
                        jvm("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", "-cp", jars));
        words.addAll(training);
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("QEMU_"));
        builder.environment().put("QEMU_BUILD_ROOT", archive + ".build");
        builder.environment().putAll(environment);
        try {
            builder.start().waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
