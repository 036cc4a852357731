package org.qemu.functional.report.internal.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.TestVerdict;

/**
 * A line of {@code testlog.json}: how a program ended, and what it printed.
 *
 * <p>Of its environment only some variables are used: the line has all of them, with secrets.
 */
final class MesonProgram {
    private static final String PACKAGE = "org.qemu.functional.tests.";

    private final JsonNode line;

    MesonProgram(JsonNode line) {
        this.line = line;
    }

    String name() {
        String name = line.path("name").asText();
        int separator = name.lastIndexOf(" / ");
        String plain = separator < 0 ? name : name.substring(separator + 3);
        String iteration = line.path("env").path("MESON_TEST_ITERATION").asText("1");
        return iteration.equals("1") ? plain : plain + " (" + iteration + ")";
    }

    /** Return the first suite in a name such as {@code project:suite+suite / test}. */
    String suite() {
        String name = line.path("name").asText();
        int end = name.lastIndexOf(" / ");
        return end < 0 ? "" : name.substring(name.indexOf(':') + 1, end).split("\\+", 2)[0];
    }

    /** Return the full name of the class, or empty if the program is none of the harness. */
    String className() {
        JsonNode command = line.path("command");
        String last = command.path(command.size() - 1).asText();
        if (last.indexOf('#') >= 0) {
            last = last.substring(0, last.indexOf('#'));
        }
        if (!last.matches("[\\w$.]+Test(\\$\\w+)*")) {
            return "";
        }
        return last.startsWith(PACKAGE) || last.chars().filter(c -> c == '.').count() > 1
                ? last
                : PACKAGE + last;
    }

    String target() {
        String binary = binary();
        return binary.substring(binary.lastIndexOf('/') + 1)
                .replaceFirst("^qemu-(system-)?", "")
                .replaceFirst("-static$", "");
    }

    String binary() {
        return line.path("env").path("QEMU_TEST_QEMU_BINARY").asText();
    }

    TapOutput tap() {
        return TapOutput.parse(stdout());
    }

    String stdout() {
        return line.path("stdout").asText("");
    }

    String stderr() {
        return line.path("stderr").asText("");
    }

    double startTime() {
        return line.path("starttime").asDouble();
    }

    @Nullable String started() {
        double seconds = startTime();
        return seconds > 0 ? Instant.ofEpochMilli((long) (seconds * 1000)).toString() : null;
    }

    double duration() {
        return line.path("duration").asDouble();
    }

    String result() {
        return line.path("result").asText();
    }

    /** Return whether meson is content with the program. */
    boolean isWell() {
        return switch (result()) {
            case "OK", "SKIP", "EXPECTEDFAIL" -> true;
            default -> false;
        };
    }

    boolean isTimedOut() {
        return result().equals("TIMEOUT");
    }

    /** Return whether a signal ended the program, of meson or of somebody else. */
    boolean isKilled() {
        return isTimedOut() || line.path("returncode").asInt() < 0;
    }

    /**
     * Return whether a program other than meson and the harness ended the program: a signal that no
     * fault of the program itself causes, neither at meson's time limit nor when meson gave up.
     */
    boolean isKilledFromOutside() {
        int status = line.path("returncode").asInt();
        return isEndedBySignal() && SignalName.isSent(-status);
    }

    /** Return whether a signal ended the program, and meson had no reason to send one. */
    private boolean isEndedBySignal() {
        return line.path("returncode").asInt() < 0
                && !isTimedOut()
                && !result().equals("INTERRUPT");
    }

    /** Return the verdict on a program as a whole, if it is not one of a failure. */
    TestVerdict verdictWithoutPoints() {
        return result().equals("SKIP") ? TestVerdict.SKIPPED : TestVerdict.PASSED;
    }

    /** Return how the program ended, in words. */
    String end() {
        int status = line.path("returncode").asInt();
        String seconds = String.format(Locale.ROOT, "%.1f s", duration());
        if (isTimedOut()) {
            return "meson ended the program at its time-out, after " + seconds;
        }
        if (status < 0) {
            String killed =
                    "the program was killed by %s after %s"
                            .formatted(SignalName.of(-status), seconds);
            if (isKilledFromOutside()) {
                return killed + "; neither meson's time limit nor the harness did it";
            }
            return isEndedBySignal() ? killed + "; meson's time limit did not end it" : killed;
        }
        return "the program ended with status %d after %s, and meson takes its output for %s"
                .formatted(status, seconds, result());
    }
}
