package org.qemu.functional.nativetest.internal.coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    private static final String ROWS = "coverage.csv";

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
     * @param sources the folder of the sources; {@code null} for all sources, wherever they are
     * @throws IOException if there are no counters, or gcovr fails
     */
    public String write(@Nullable Path sources) throws IOException {
        List<CounterFiles> groups = CounterFiles.group(counters, folder.resolve("data"));
        if (groups.isEmpty()) {
            throw new IOException(
                    "no counters were written to '%s'; compile the library with --coverage and load it in a test"
                            .formatted(counters));
        }
        Path root = sources == null ? groups.get(0).compiledIn() : sources.toRealPath();
        List<String> common =
                new ArrayList<>(List.of(find().orElseThrow().toString(), "--root=" + root));
        if (sources == null) {
            common.add("--filter=.*");
            common.add("--exclude=/usr/include/.*");
        }
        List<String> traces = new ArrayList<>();
        for (CounterFiles group : groups) {
            String trace = group.folder() + ".json";
            gcovr(
                    common,
                    List.of("--json=" + trace, group.folder().toString()),
                    group.compiledIn());
            traces.add("--add-tracefile=" + trace);
        }
        traces.add("--txt=" + folder.resolve(TABLE));
        traces.add("--csv=" + folder.resolve(ROWS));
        traces.add("--html-details=" + folder.resolve("index.html"));
        gcovr(common, traces, folder);
        try (Stream<String> rows = Files.lines(folder.resolve(ROWS))) {
            if (rows.count() < 2) {
                throw new IOException(
                        "gcovr found none of the sources below '%s'; they must be there when the class has ended"
                                .formatted(root));
            }
        }
        return Files.readString(folder.resolve(TABLE));
    }

    private static void gcovr(List<String> common, List<String> more, Path folder)
            throws IOException {
        List<String> command = Stream.concat(common.stream(), more.stream()).toList();
        ToolRun done = ToolRun.of(command, folder, TIMEOUT);
        if (done.status() != 0) {
            throw new IOException(
                    "%s failed with status %d:\n%s"
                            .formatted(ToolRun.quoted(command), done.status(), done.output()));
        }
    }
}
