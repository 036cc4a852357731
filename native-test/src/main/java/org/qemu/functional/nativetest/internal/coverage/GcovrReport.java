package org.qemu.functional.nativetest.internal.coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.qemu.functional.files.Folders;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.nativetest.internal.compile.ToolRun;
import org.qemu.functional.nativetest.internal.rerun.TestJvm;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.settings.TimeoutScale;

/** A report of gcovr about the counters that one JVM wrote. */
public final class GcovrReport {
    private static final String NAME = "gcovr";
    private static final Duration TIMEOUT = TimeoutScale.scaled(Duration.ofMinutes(5));
    private static final String TABLE = "coverage.txt";

    private final Path folder;
    private final Path counters;

    /**
     * Use a folder for the report and the counters.
     *
     * @param folder the folder, which is emptied
     * @throws IOException if it cannot be emptied
     */
    public GcovrReport(Path folder) throws IOException {
        this.folder = folder.toAbsolutePath();
        this.counters = this.folder.resolve("counters");
        Folders.delete(folder);
        Files.createDirectories(counters);
    }

    /** Return why no report can be made here, if none can. */
    public static Optional<String> missing() {
        return find().isEmpty()
                ? Optional.of("gcovr is not in PATH; install the package gcovr")
                : Optional.empty();
    }

    private static Optional<Path> find() {
        return ProgramPath.find(NAME, HarnessSettings.current().environment());
    }

    /** Have the libraries in a JVM write their counters below this folder; see gcc(1). */
    public void prepare(TestJvm jvm) {
        jvm.environment("GCOV_PREFIX", counters.toString());
    }

    /**
     * Make the report and return its table.
     *
     * @param sources the folder of the sources
     * @throws IOException if there are no counters, or gcovr fails
     */
    public String write(Path sources) throws IOException {
        bringNotes();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                find().orElseThrow().toString(),
                                "--root=" + sources.toAbsolutePath().normalize(),
                                "--txt=" + folder.resolve(TABLE),
                                "--csv=" + folder.resolve("coverage.csv"),
                                "--html-details=" + folder.resolve("index.html"),
                                counters.toString()));
        ToolRun done = ToolRun.of(command, folder, TIMEOUT);
        if (done.status() != 0) {
            throw new IOException(
                    "%s failed with status %d:\n%s"
                            .formatted(ToolRun.quoted(command), done.status(), done.output()));
        }
        return Files.readString(folder.resolve(TABLE));
    }

    /**
     * Copy the notes that the compiler wrote beside each file of counters. Below the folder of the
     * counters, each file has the path at which the compiler expected it.
     */
    private void bringNotes() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(counters)) {
            files = all.filter(file -> file.toString().endsWith(".gcda")).toList();
        }
        if (files.isEmpty()) {
            throw new IOException(
                    "no counters were written to '%s'; compile the library with --coverage and load it in a test"
                            .formatted(counters));
        }
        for (Path file : files) {
            String name = file.getFileName().toString().replaceAll("gcda$", "gcno");
            Path original = Path.of("/").resolve(counters.relativize(file)).resolveSibling(name);
            Files.copy(original, file.resolveSibling(name));
        }
    }
}
