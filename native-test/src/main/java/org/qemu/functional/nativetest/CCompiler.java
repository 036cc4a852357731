package org.qemu.functional.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.qemu.functional.files.FileLocks;
import org.qemu.functional.files.Folders;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.files.LockMode;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.nativetest.internal.compile.BuildKey;
import org.qemu.functional.nativetest.internal.compile.ToolRun;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Compiles a C library for a test, with the debugging information that reports of places need. What
 * was compiled from the same text with the same options is taken from the build folder.
 *
 * <p>The compiler is {@code cc}, or what the variable {@code CC} names. Objects of this class do
 * not change.
 */
public final class CCompiler {
    private static final Duration TIMEOUT = TimeoutScale.scaled(Duration.ofMinutes(2));

    /** Without the last option, a function whose last call is malloc() would not return to it. */
    private static final List<String> ALWAYS =
            List.of("-g", "-fPIC", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls");

    private final List<Path> sources;
    private final List<String> options;

    private CCompiler(List<Path> sources, List<String> options) {
        this.sources = sources;
        this.options = options;
    }

    /** Return a compiler without sources and options. */
    public static CCompiler cc() {
        return new CCompiler(List.of(), List.of());
    }

    /** Return whether there is a C compiler. */
    public static boolean isAvailable() {
        return find().isPresent();
    }

    /** Also compile these files. Relative paths start at the working folder. */
    public CCompiler sources(Path... more) {
        return new CCompiler(
                Stream.concat(sources.stream(), Stream.of(more)).map(Path::toAbsolutePath).toList(),
                options);
    }

    /** Also pass these options, such as {@code -O2}, {@code -Iinclude} or {@code -ljson-c}. */
    public CCompiler options(String... more) {
        return new CCompiler(sources, Stream.concat(options.stream(), Stream.of(more)).toList());
    }

    /** Also define a macro: {@code FIXED} or {@code LIMIT=3}. */
    public CCompiler define(String macro) {
        return options("-D" + macro);
    }

    /** Count executed lines, for {@link Coverage}. */
    public CCompiler coverage() {
        return options("--coverage");
    }

    /**
     * Compile a shared library and return its path.
     *
     * @param name the library's name without {@code lib} and {@code .so}
     * @throws CompilationException if the compiler is missing or fails
     */
    public Path library(String name) {
        return build(name, "lib" + name + ".so", List.of("-shared"));
    }

    /**
     * Compile a program from a text, run it and return what it printed.
     *
     * @throws CompilationException if the compiler is missing or fails, or the program does
     */
    public String run(String name, String text) {
        try {
            Path folder = Files.createTempDirectory("native-test");
            try {
                Path source = Files.writeString(folder.resolve(name + ".c"), text);
                Path program = folder.resolve(name);
                compile(command(program, List.of(source), List.of()));
                ToolRun done = ToolRun.of(List.of(program.toString()), folder, TIMEOUT);
                if (done.status() != 0) {
                    throw failed("'%s' of '%s'".formatted(name, text), done);
                }
                return done.output();
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compile '%s'".formatted(name), e);
        }
    }

    @SuppressWarnings("try") // the lock is only held
    private Path build(String name, String file, List<String> kind) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' has no sources; name them by sources(…)".formatted(name));
        }
        try {
            Path parent = SourceTree.locate(environment()).build().resolve("native-libraries");
            Files.createDirectories(parent);
            BuildKey key = key();
            Path folder = parent.resolve(name + "-" + key.name());
            // Counters of coverage contain the path, so the folder cannot be renamed when complete.
            Path complete = folder.resolve("complete");
            try (HeldLock lock =
                    FileLocks.of(parent.resolve(".lock"))
                            .lock(key.position(), LockMode.EXCLUSIVE)) {
                if (!Files.exists(complete)) {
                    Folders.delete(folder);
                    Files.createDirectory(folder);
                    compile(command(folder.resolve(file), sources, kind));
                    Files.createFile(complete);
                }
            }
            return folder.resolve(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compile '%s'".formatted(name), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompilationException("interrupted before '%s' was compiled".formatted(name));
        }
    }

    private BuildKey key() throws IOException {
        BuildKey.Builder key = BuildKey.builder().add(compiler().toString()).add(options);
        for (Path source : sources) {
            List<String> command = new ArrayList<>(List.of(compiler().toString(), "-E"));
            options.stream().filter(option -> option.matches("-[DUI].*")).forEach(command::add);
            command.add(source.toString());
            key.add(source.toString()).add(compile(command));
        }
        return key.build();
    }

    private List<String> command(Path output, List<Path> files, List<String> kind) {
        List<String> command = new ArrayList<>(List.of(compiler().toString()));
        command.addAll(ALWAYS);
        command.addAll(kind);
        command.addAll(List.of("-o", output.toString()));
        files.forEach(file -> command.add(file.toString()));
        // Libraries come after the files that use them.
        command.addAll(options);
        return command;
    }

    private static String compile(List<String> command) throws IOException {
        ToolRun done = ToolRun.of(command, Path.of(""), TIMEOUT);
        if (done.status() != 0) {
            throw failed(ToolRun.quoted(command), done);
        }
        return done.output();
    }

    private static CompilationException failed(String what, ToolRun done) {
        return new CompilationException(
                "%s failed with status %d:\n%s".formatted(what, done.status(), done.output()));
    }

    private static Path compiler() {
        return find().orElseThrow(
                        () ->
                                new CompilationException(
                                        "no C compiler was found; install 'cc', or name one by the variable CC"));
    }

    private static Optional<Path> find() {
        String named = environment().getOrDefault("CC", "");
        return named.contains("/")
                ? Optional.of(Path.of(named)).filter(Files::isExecutable)
                : ProgramPath.find(named.isEmpty() ? "cc" : named, environment());
    }

    private static Map<String, String> environment() {
        return HarnessSettings.current().environment();
    }
}
