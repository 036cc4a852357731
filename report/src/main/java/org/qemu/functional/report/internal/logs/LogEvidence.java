package org.qemu.functional.report.internal.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.qemu.functional.report.internal.input.TextFiles;
import org.qemu.functional.report.internal.model.EvidenceText;
import org.qemu.functional.text.SafeText;

/** Quotes the logs of a failed test: what the consoles, QEMU and its monitor said last. */
public final class LogEvidence {
    private static final int READ = 64 << 10;
    private static final int LONGEST_LINE = 400;
    private static final int LINES = 30;
    private static final int LINES_OF_MONITOR = 15;
    private static final int LINES_OF_TIMEOUT = 60;

    /** The time and the separator at the beginning of a line of a console's log. */
    private static final String STAMP = "^\\d{4}-\\d\\d-\\d\\d [0-9:]{8},\\d{3}: ";

    private LogEvidence() {}

    /** Return what the logs in a folder say, the consoles first. */
    public static List<EvidenceText> of(Path folder) throws IOException {
        List<Path> logs;
        try (Stream<Path> found = Files.list(folder)) {
            logs = found.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
        List<EvidenceText> evidence = new ArrayList<>();
        for (Path log : logs) {
            String name = log.getFileName().toString();
            if (name.startsWith("console")) {
                add(evidence, "end of the console, " + name, log, LINES);
            }
        }
        for (Path log : logs) {
            String name = log.getFileName().toString();
            if (!name.startsWith("console")
                    && !isOf("qmp", name)
                    && !isOf("qtest", name)
                    && !List.of("base.log", "timeout.log").contains(name)) {
                add(evidence, "output of QEMU, " + name, log, LINES);
            }
        }
        for (Path log : logs) {
            String name = log.getFileName().toString();
            if (isOf("qmp", name)) {
                add(evidence, "end of the monitor, " + name, log, LINES_OF_MONITOR);
            } else if (isOf("qtest", name)) {
                add(evidence, "end of qtest, " + name, log, LINES_OF_MONITOR);
            } else if (name.equals("timeout.log")) {
                add(evidence, "at the time limit, " + name, log, LINES_OF_TIMEOUT);
            }
        }
        return evidence;
    }

    /** Return whether a log is that of a protocol, of the only machine or of a named one. */
    private static boolean isOf(String protocol, String name) {
        return name.equals(protocol + ".log") || name.startsWith(protocol + "-");
    }

    private static void add(List<EvidenceText> evidence, String title, Path log, int count)
            throws IOException {
        List<String> lines =
                TextFiles.end(log, READ).lines().filter(line -> !line.isBlank()).toList();
        String text =
                lines.stream()
                        .skip(Math.max(0, lines.size() - count))
                        .map(LogEvidence::shown)
                        .collect(Collectors.joining("\n"));
        if (!text.isBlank()) {
            evidence.add(new EvidenceText(title, text));
        }
    }

    private static String shown(String line) {
        String plain = SafeText.lines(line.replaceFirst(STAMP, "").stripTrailing());
        return plain.length() <= LONGEST_LINE ? plain : plain.substring(0, LONGEST_LINE) + " …";
    }
}
