package org.qemu.functional.report.internal.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.input.FoundAttempt;
import org.qemu.functional.report.internal.logs.AssetEvidence;
import org.qemu.functional.report.internal.logs.CommandEvidence;
import org.qemu.functional.report.internal.logs.LogEvidence;
import org.qemu.functional.report.internal.logs.SourceEvidence;
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
    private @Nullable TraceData data;

    private FoundAttemptWriter(FoundAttempt attempt, AttemptPlace place) {
        this.attempt = attempt;
        this.place = place;
    }

    static AttemptDetail write(FoundAttempt attempt, AttemptPlace place, SourceEvidence sources) {
        FoundAttemptWriter writer = new FoundAttemptWriter(attempt, place);
        Path logs = attempt.logs();
        if (logs != null) {
            writer.writeLogs(logs);
        }
        if (attempt.verdict().isBad()) {
            writer.addCause(sources);
        }
        return writer.detail();
    }

    /** Copy and read the logs; what cannot be read is told, and the rest of the test is shown. */
    private void writeLogs(Path logs) {
        try {
            AttemptFiles files = new AttemptFiles(place.report(), place.files());
            files.copyAll(logs);
            links = files.links();
            if (attempt.verdict().isBad()) {
                evidence.addAll(LogEvidence.of(logs));
            }
            data = TraceWriter.write(logs, attempt.started(), files, place);
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

    /** Add what the trace, the message and the sources say. */
    private void addCause(SourceEvidence sources) {
        AttemptResult result = attempt.result();
        List<EvidenceText> commands =
                data == null ? List.of() : CommandEvidence.ofSteps(data.steps());
        evidence.addAll(
                commands.isEmpty() ? CommandEvidence.ofMessage(result.message()) : commands);
        if (result.line() != null) {
            try {
                sources.of(result.line(), attempt.test().className(), result.stack())
                        .ifPresent(evidence::add);
            } catch (IOException e) {
                evidence.add(new EvidenceText("source that could not be read", e.toString()));
            }
        }
        AssetEvidence.of(result.message()).ifPresent(evidence::add);
    }

    private AttemptDetail detail() {
        AttemptResult result = attempt.result();
        String host = attempt.killed() && data != null ? HostAtEnd.of(data.host()) : "";
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
                result.reason() + host,
                message(result, host),
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

    /** Return the message with the state of the host in its first line, if that is the reason. */
    private static String message(AttemptResult result, String host) {
        String reason = result.reason();
        return result.message().startsWith(reason)
                ? reason + host + result.message().substring(reason.length())
                : result.message() + host;
    }
}
