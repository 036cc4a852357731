package org.qemu.functional.report.internal.input;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.RunRow;

/**
 * Names a run, and finds out which QEMU it tested.
 *
 * @param name the name that the user has given, or {@code null}
 * @param qemu the QEMU that the user has named, or {@code null}
 */
public record RunName(@Nullable String name, @Nullable String qemu) {
    private static final Pattern GREETING =
            Pattern.compile(
                    "greeting of QEMU \\{(?=[^}]*\"major\":(\\d+))(?=[^}]*\"minor\":(\\d+))[^}]*\"micro\":(\\d+)");
    private static final int LOOKED_AT = 50;
    private static final int LINES = 5;

    /**
     * Return the facts of a run.
     *
     * @param started when it began, in ISO 8601
     * @param duration seconds
     * @param logs the folder with a folder for each target
     * @param binary the path of a QEMU, which names the run if no log has its version
     */
    RunRow row(@Nullable String started, double duration, Path logs, String binary) {
        String version = qemu != null ? qemu : version(logs);
        String shown = version.isEmpty() ? folder(binary) : version;
        String title = name != null ? name : shown.isEmpty() ? "tests" : "QEMU " + shown;
        return new RunRow(
                "r1", title, shown.isEmpty() ? null : shown, null, started, Math.max(0, duration));
    }

    private static String folder(String binary) {
        int end = binary.lastIndexOf('/');
        return end > 0 ? binary.substring(0, end) : "";
    }

    private static String version(Path logs) {
        if (!Files.isDirectory(logs)) {
            return "";
        }
        try (Stream<Path> found = Files.find(logs, 3, (file, facts) -> isMonitorLog(file))) {
            List<Path> files = found.limit(LOOKED_AT).toList();
            for (Path file : files) {
                String version = versionOf(file);
                if (!version.isEmpty()) {
                    return version;
                }
            }
        } catch (IOException e) {
            return "";
        }
        return "";
    }

    private static boolean isMonitorLog(Path file) {
        return file.getFileName().toString().equals("qmp.log");
    }

    private static String versionOf(Path file) throws IOException {
        try (BufferedReader reader = TextFiles.reader(file)) {
            for (int i = 0; i < LINES; i++) {
                String line = reader.readLine();
                Matcher matcher = GREETING.matcher(line == null ? "" : line);
                if (matcher.find()) {
                    return "%s.%s.%s"
                            .formatted(matcher.group(1), matcher.group(2), matcher.group(3));
                }
            }
        }
        return "";
    }
}
