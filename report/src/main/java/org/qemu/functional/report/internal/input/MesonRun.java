package org.qemu.functional.report.internal.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.DataJson;
import org.qemu.functional.report.internal.model.RunRow;

/** Reads a build folder of meson: its logs, those of earlier attempts, and the tests' folders. */
final class MesonRun {
    private static final String LOGS = "meson-logs";
    private static final String FUNCTIONAL = "tests/functional";

    private final Path build;
    private final RunName name;
    private final List<ReportedAttempt> attempts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<MesonProgram> programs = new ArrayList<>();

    private MesonRun(Path build, RunName name) {
        this.build = build;
        this.name = name;
    }

    /** Return whether a folder is a build folder in which tests have run, or do so now. */
    static boolean isOne(Path folder) {
        return Files.isDirectory(folder.resolve(LOGS));
    }

    /**
     * Read all that is there.
     *
     * @param since when the run began that goes on: programs that have written their files since
     *     then, and have not ended, are read too; {@code null} if no run goes on
     */
    static FoundRun read(Path build, RunName name, @Nullable Instant since) throws IOException {
        MesonRun run = new MesonRun(build, name);
        Path logs = build.resolve(LOGS);
        Map<Path, List<MesonProgram>> read = new LinkedHashMap<>();
        read.put(build, run.readLogs(logs));
        for (Path attempt : sorted(logs, "attempt-*")) {
            read.put(attempt, run.readLogs(attempt));
        }
        read.values().forEach(run.programs::addAll);
        RunRow row = run.row();
        read.forEach(
                (folder, programs) -> {
                    LogFolders folders = new LogFolders(folder.resolve(FUNCTIONAL));
                    programs.forEach(
                            program ->
                                    run.attempts.addAll(ProgramAttempts.of(program, row, folders)));
                });
        if (since != null) {
            run.readPrograms(row, since);
        }
        return new FoundRun(run.attempts, run.notes);
    }

    private List<MesonProgram> readLogs(Path folder) throws IOException {
        List<MesonProgram> read = new ArrayList<>();
        for (Path log : sorted(folder, "testlog*.json")) {
            read.addAll(readLog(log));
        }
        return read;
    }

    private List<MesonProgram> readLog(Path log) throws IOException {
        List<MesonProgram> read = new ArrayList<>();
        try (BufferedReader reader = TextFiles.reader(log)) {
            int number = 0;
            for (String line; (line = reader.readLine()) != null; ) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    JsonNode node = DataJson.mapper().readTree(line);
                    if (node.path("name").isTextual()) {
                        read.add(new MesonProgram(node));
                    }
                } catch (JsonProcessingException e) {
                    notes.add("%s:%d is cut off or damaged, and left out".formatted(log, number));
                }
            }
        }
        return read;
    }

    /** Read what the programs that run now have written, as JUnit XML. */
    private void readPrograms(RunRow row, Instant since) throws IOException {
        List<String> ended = programs.stream().map(MesonProgram::name).toList();
        for (Path file : sorted(build.resolve(LOGS).resolve("junit"), "*.xml")) {
            String program = file.getFileName().toString().replaceFirst("\\.xml$", "");
            if (!ended.contains(program)
                    && !Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
                JUnitXmlFile xml =
                        new JUnitXmlFile(row, new LogFolders(build.resolve(FUNCTIONAL)), true);
                attempts.addAll(xml.read(file, program));
                notes.addAll(xml.notes());
            }
        }
    }

    private RunRow row() {
        double begin = programs.stream().mapToDouble(MesonProgram::startTime).min().orElse(0);
        double end =
                programs.stream()
                        .mapToDouble(one -> one.startTime() + one.duration())
                        .max()
                        .orElse(0);
        String started = begin > 0 ? Instant.ofEpochMilli((long) (begin * 1000)).toString() : null;
        String binary = programs.isEmpty() ? "" : programs.get(0).binary();
        return name.row(started, end - begin, build.resolve(FUNCTIONAL), binary);
    }

    static List<Path> sorted(Path folder, String glob) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            return StreamSupport.stream(found.spliterator(), false).sorted().toList();
        }
    }
}
