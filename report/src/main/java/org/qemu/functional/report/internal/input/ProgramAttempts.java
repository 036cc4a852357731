package org.qemu.functional.report.internal.input;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.AttemptResult;
import org.qemu.functional.report.internal.model.CountText;
import org.qemu.functional.report.internal.model.EvidenceText;
import org.qemu.functional.report.internal.model.RunRow;
import org.qemu.functional.report.internal.model.TestIdentity;
import org.qemu.functional.report.internal.model.TestVerdict;
import org.qemu.functional.text.SafeText;

/** Converts what meson knows of a program, and what the program printed, to attempts of tests. */
final class ProgramAttempts {
    /** The end of standard error says why a program failed. */
    private static final int MAX_STDERR = 16 << 10;

    private static final int MAX_OUTPUT = 256 << 10;

    private final MesonProgram program;
    private final RunRow run;
    private final LogFolders logs;
    private final TapOutput tap;
    private final String output;
    private final List<FoundAttempt> attempts = new ArrayList<>();
    private double before;

    private ProgramAttempts(MesonProgram program, RunRow run, LogFolders logs) {
        this.program = program;
        this.run = run;
        this.logs = logs;
        tap = program.tap();
        output = SafeText.withoutPasswords(shortened(program.stdout(), MAX_OUTPUT));
    }

    /** Return the attempts of all tests of a program. */
    static List<FoundAttempt> of(MesonProgram program, RunRow run, LogFolders logs) {
        ProgramAttempts found = new ProgramAttempts(program, run, logs);
        found.addPoints();
        found.addEnd();
        return found.attempts;
    }

    private void addPoints() {
        for (TapPoint point : tap.points()) {
            double seconds = TapResults.seconds(point);
            Path folder = logs.ofFiles(point.list("logs"));
            add(point.name(), TapResults.of(point), seconds, folder);
        }
    }

    /** Add what no point tells: the test in which the program ended, or the program itself. */
    private void addEnd() {
        boolean failed =
                attempts.stream().anyMatch(attempt -> attempt.verdict() == TestVerdict.FAILED);
        if (!program.isWell() && !tap.running().isEmpty()) {
            double seconds = Math.max(0, program.duration() - before);
            add(tap.running(), ended("the test ran when " + program.end()), seconds, null);
        } else if (!program.isWell() && (!failed || program.isKilled())) {
            add(program.name(), ended(program.end()), program.duration(), null);
        } else if (tap.points().isEmpty()) {
            String reason = tap.skippedPlan().orElse("the program ran no test");
            TestVerdict verdict = program.verdictWithoutPoints();
            String message = verdict == TestVerdict.SKIPPED ? reason : "";
            add(program.name(), AttemptResult.of(verdict, null, message), program.duration(), null);
        }
    }

    private AttemptResult ended(String how) {
        String message = tap.bailOut().map(reason -> reason + "\n" + how).orElse(how);
        int missing = tap.missing() - (tap.running().isEmpty() ? 0 : 1);
        if (missing > 0) {
            message += "\n" + CountText.of(missing, "planned test") + " did not run";
        }
        String kind = program.isTimedOut() ? "timeout" : "program";
        return AttemptResult.of(TestVerdict.ERROR, kind, message);
    }

    private void add(String title, AttemptResult result, double seconds, @Nullable Path folder) {
        TestIdentity test =
                PointNaming.identity(
                        program.name(),
                        program.suite(),
                        program.target(),
                        program.className(),
                        title);
        boolean plain =
                result.verdict() == TestVerdict.PASSED || result.verdict() == TestVerdict.SKIPPED;
        List<EvidenceText> evidence = new ArrayList<>();
        if (result.verdict() == TestVerdict.ERROR && !program.stderr().isBlank()) {
            evidence.add(
                    new EvidenceText(
                            "standard error of the program",
                            SafeText.withoutPasswords(end(program.stderr(), MAX_STDERR))));
        }
        attempts.add(
                new FoundAttempt(
                        test,
                        result.with(plain ? null : output, evidence),
                        run,
                        started(),
                        seconds,
                        folder != null ? folder : logs.of(test),
                        result.verdict() == TestVerdict.ERROR && program.isKilledFromOutside()));
        before += seconds;
    }

    /** Return about when the test began: the tests of a program run one after the other. */
    private @Nullable String started() {
        double start = program.startTime();
        return start > 0 ? Instant.ofEpochMilli((long) ((start + before) * 1000)).toString() : null;
    }

    private static String end(String text, int length) {
        return text.length() <= length ? text : "…" + text.substring(text.length() - length);
    }

    private static String shortened(String text, int length) {
        return text.length() <= length
                ? text
                : text.substring(0, length / 2)
                        + "\n[… %s omitted …]\n"
                                .formatted(CountText.of(text.length() - length, "character"))
                        + text.substring(text.length() - length / 2);
    }
}
