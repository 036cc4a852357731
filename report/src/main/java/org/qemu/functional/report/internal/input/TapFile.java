package org.qemu.functional.report.internal.input;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.AttemptResult;
import org.qemu.functional.report.internal.model.CountText;
import org.qemu.functional.report.internal.model.RunRow;
import org.qemu.functional.report.internal.model.TestIdentity;
import org.qemu.functional.report.internal.model.TestVerdict;

/** Reads a file with the TAP of one program, such as {@code func-x86_64-version.tap}. */
final class TapFile {
    private TapFile() {}

    static List<ReportedAttempt> read(Path file, RunRow run, LogFolders logs) throws IOException {
        StringWriter text = new StringWriter();
        try (BufferedReader reader = TextFiles.reader(file)) {
            reader.transferTo(text);
        }
        String program = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        TapOutput tap = TapOutput.parse(text.toString());
        List<ReportedAttempt> attempts = new ArrayList<>();
        for (TapPoint point : tap.points()) {
            Path folder = logs.ofFiles(point.list("logs"));
            TestIdentity test =
                    PointNaming.identity(program, "", target(program, folder), "", point.name());
            attempts.add(
                    new FoundAttempt(
                            test,
                            TapResults.of(point),
                            run,
                            run.started(),
                            TapResults.seconds(point),
                            folder));
        }
        if (tap.bailOut().isPresent() || tap.missing() > 0 || !tap.running().isEmpty()) {
            String title = tap.running().isEmpty() ? "program" : tap.running();
            String how =
                    tap.bailOut()
                            .orElse(
                                    "its output ends before "
                                            + CountText.of(tap.missing(), "planned test"));
            attempts.add(
                    new FoundAttempt(
                            PointNaming.identity(program, "", target(program, null), "", title),
                            AttemptResult.of(TestVerdict.ERROR, "program", how),
                            run,
                            run.started(),
                            0,
                            null));
        }
        return attempts;
    }

    private static String target(String program, @Nullable Path folder) {
        if (folder != null && folder.getParent() != null) {
            return folder.getParent().getFileName().toString();
        }
        String[] parts = program.split("-", 3);
        return parts.length == 3 && parts[0].matches("func|qtest|guest") ? parts[1] : "";
    }
}
