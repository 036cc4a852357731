package org.qemu.functional.report.internal.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.input.FoundAttempt;
import org.qemu.functional.report.internal.logs.LogEvidence;
import org.qemu.functional.report.internal.model.AttemptDetail;
import org.qemu.functional.report.internal.model.AttemptResult;
import org.qemu.functional.report.internal.model.DataJson;
import org.qemu.functional.report.internal.model.EvidenceText;
import org.qemu.functional.report.internal.model.FileLink;

/** Writes an attempt that a run has left: its files, recordings and trace. */
final class FoundAttemptWriter {
    private final FoundAttempt attempt;
    private final AttemptPlace place;
    private final List<EvidenceText> evidence = new ArrayList<>();
    private List<FileLink> links = List.of();
    private @Nullable JsonNode trace;

    private FoundAttemptWriter(FoundAttempt attempt, AttemptPlace place) {
        this.attempt = attempt;
        this.place = place;
    }

    static AttemptDetail write(FoundAttempt attempt, AttemptPlace place) {
        FoundAttemptWriter writer = new FoundAttemptWriter(attempt, place);
        Path logs = attempt.logs();
        if (logs != null) {
            writer.writeLogs(logs);
        }
        return writer.detail();
    }

    /** Copy and read the logs; what cannot be read is told, and the rest of the test is shown. */
    private void writeLogs(Path logs) {
        try {
            AttemptFiles files = new AttemptFiles(place.report(), place.files());
            files.copyAll(logs);
            links = files.links();
            boolean failed = attempt.verdict().isBad();
            if (failed) {
                evidence.addAll(LogEvidence.of(logs));
            }
            TraceData data = TraceWriter.write(logs, attempt.started(), files, place);
            if (data != null) {
                trace = DataJson.mapper().valueToTree(data);
            }
        } catch (NoSuchFileException e) {
            // A test that runs now replaces its files.
            evidence.add(new EvidenceText("files that vanished", String.valueOf(e.getMessage())));
        } catch (IOException | RuntimeException e) {
            evidence.add(
                    new EvidenceText("files that could not be read", "%s: %s".formatted(logs, e)));
        }
    }

    private AttemptDetail detail() {
        AttemptResult result = attempt.result();
        evidence.addAll(result.evidence());
        double duration = attempt.duration();
        if (duration == 0 && trace != null) {
            duration = trace.path("duration").asDouble();
        }
        return new AttemptDetail(
                place.run(),
                place.number(),
                result.verdict(),
                result.kind(),
                result.reason(),
                result.message(),
                result.stack(),
                result.line(),
                evidence,
                result.rerun(),
                result.missingAssets(),
                result.output(),
                attempt.started(),
                duration,
                links,
                trace);
    }
}
