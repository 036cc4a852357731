package org.qemu.functional.report.internal.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.RunRow;

/** Finds out what an input is, and reads it. */
public final class ReportInputs {
    private static final String LOGS_OF_PROJECT = "qemu-functional";
    private static final List<String> SUREFIRE = List.of("surefire-reports", "failsafe-reports");

    private final RunName name;
    private final @Nullable Instant since;

    /**
     * @param name how to name runs
     * @param since when a run began that goes on, so that tests that run now are wanted, or {@code
     *     null}
     */
    public ReportInputs(RunName name, @Nullable Instant since) {
        this.name = name;
        this.since = since;
    }

    /**
     * Read a build folder of meson, a Maven project or its output folder, a report that was made
     * before, a file in TAP, or a file of JUnit XML.
     *
     * @throws IOException if it is none of these, or cannot be read
     */
    public FoundRun read(Path input) throws IOException {
        if (!Files.exists(input)) {
            throw new IOException("there is no file or folder '%s'".formatted(input));
        }
        if (Files.isRegularFile(input)) {
            return file(input);
        }
        if (StoredReport.isOne(input)) {
            return StoredReport.read(input);
        }
        if (MesonRun.isOne(input)) {
            return MesonRun.read(input, name, since);
        }
        Path target = Files.isDirectory(input.resolve("target")) ? input.resolve("target") : input;
        List<Path> files = surefire(target);
        if (files.isEmpty()) {
            files = MesonRun.sorted(input, "*.{xml,tap}");
        }
        if (files.isEmpty()) {
            throw new IOException(
                    ("'%s' has no results: give a build folder of meson (with meson-logs), a Maven project or its target"
                                    + " folder (with surefire-reports), a folder with *.tap or JUnit XML, or a report")
                            .formatted(input));
        }
        return files(files, logs(target));
    }

    private FoundRun file(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        return files(List.of(file), logs(folder));
    }

    private static Path logs(Path folder) {
        Path ofProject = folder.resolve(LOGS_OF_PROJECT);
        Path ofBuild = folder.resolve("tests").resolve("functional");
        return Files.isDirectory(ofProject) || !Files.isDirectory(ofBuild) ? ofProject : ofBuild;
    }

    private static List<Path> surefire(Path target) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : SUREFIRE) {
            files.addAll(MesonRun.sorted(target.resolve(folder), "TEST-*.xml"));
        }
        return files;
    }

    private FoundRun files(List<Path> files, Path logs) throws IOException {
        List<ReportedAttempt> attempts = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        RunRow run = name.row(begin(files), 0, logs, "");
        for (Path file : files) {
            if (file.toString().endsWith(".xml")) {
                JUnitXmlFile xml = new JUnitXmlFile(run, new LogFolders(logs), false);
                attempts.addAll(xml.read(file, ""));
                notes.addAll(xml.notes());
            } else {
                attempts.addAll(TapFile.read(file, run, new LogFolders(logs)));
            }
        }
        return new FoundRun(attempts, notes);
    }

    private static String begin(List<Path> files) throws IOException {
        return Files.getLastModifiedTime(files.get(0)).toInstant().toString();
    }
}
