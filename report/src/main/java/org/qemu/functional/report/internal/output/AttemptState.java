package org.qemu.functional.report.internal.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.qemu.functional.report.internal.input.FoundAttempt;
import org.qemu.functional.report.internal.input.ReportedAttempt;

/** Sums up the state of a test's attempts and files, so that a change can be noticed. */
final class AttemptState {
    private static final long FACTOR = 1_000_003;

    private AttemptState() {}

    /** Return a number that changes if a result or a file does. */
    static long of(List<ReportedAttempt> attempts) {
        long state = attempts.size();
        for (ReportedAttempt attempt : attempts) {
            if (attempt instanceof FoundAttempt found) {
                state = state * FACTOR + found.result().hashCode();
                state = state * FACTOR + Double.hashCode(found.duration());
                Path logs = found.logs();
                state = state * FACTOR + (logs == null ? 0 : ofFiles(logs));
            } else {
                state = state * FACTOR + attempt.hashCode();
            }
        }
        return state;
    }

    private static long ofFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(AttemptState::ofFile).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long ofFile(Path file) {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            long times = facts.lastModifiedTime().toMillis() * FACTOR + facts.size();
            return times * FACTOR + file.getFileName().hashCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
