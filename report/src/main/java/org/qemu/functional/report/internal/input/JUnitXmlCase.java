package org.qemu.functional.report.internal.input;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.AttemptResult;
import org.qemu.functional.report.internal.model.SourceLine;
import org.qemu.functional.report.internal.model.TestVerdict;

/** Collects the elements of a test in JUnit XML. */
final class JUnitXmlCase {
    private static final Pattern ATTACHMENT = Pattern.compile("\\[\\[ATTACHMENT\\|(.*?)\\]\\]");
    private static final Pattern KIND =
            Pattern.compile("\\[\\[PROPERTY\\|kind=([\\w-]{1,40})\\]\\]");
    private static final Pattern ENTRY =
            Pattern.compile("^(rerun|missing-asset): (.*)$", Pattern.MULTILINE);
    private static final Pattern AT = Pattern.compile("^at ([\\w$.-]+:\\d+)$", Pattern.MULTILINE);
    private static final Pattern FRAME =
            Pattern.compile("\\(([\\w$]+\\.(?:java|kt|groovy|scala):\\d+)\\)");

    private final String className;
    private final String name;
    private final String time;
    private final StringBuilder stack = new StringBuilder();
    private final StringBuilder output = new StringBuilder();
    private String element = "";
    private @Nullable String outcome;
    private String type = "";
    private String message = "";

    JUnitXmlCase(String className, String name, String time) {
        this.className = className;
        this.name = name;
        this.time = time;
    }

    void start(String started, String itsType, String itsMessage) {
        element = started;
        switch (started) {
            case "failure", "error", "skipped" -> {
                // Surefire adds flakyFailure and rerunFailure; the first outcome counts.
                if (outcome == null) {
                    outcome = started;
                    type = itsType;
                    message = itsMessage;
                }
            }
            default -> {
                // An output, or properties.
            }
        }
    }

    void text(String text) {
        if (element.equals("system-out")) {
            output.append(text);
        } else if (outcome != null && element.equals(outcome)) {
            stack.append(text);
        }
    }

    String className() {
        return className;
    }

    String name() {
        return name;
    }

    double seconds() {
        // Surefire writes thousands with a comma.
        String plain = time.replace(",", "");
        return plain.matches("\\d{1,12}(\\.\\d{1,9})?") ? Double.parseDouble(plain) : 0;
    }

    List<String> attachments() {
        return ATTACHMENT.matcher(output).results().map(found -> found.group(1)).toList();
    }

    /** Return whether the harness says that the test has not begun. */
    boolean isWaiting() {
        return "skipped".equals(outcome) && message.startsWith("not run: ");
    }

    /**
     * Return the result.
     *
     * @param live whether the program runs now
     */
    AttemptResult result(boolean live) {
        if (outcome == null) {
            return AttemptResult.of(TestVerdict.PASSED, null, "");
        }
        if (outcome.equals("skipped")) {
            String reason = message.isEmpty() ? stack.toString().strip() : message;
            boolean expected = reason.startsWith("expected failure: ");
            return AttemptResult.of(
                    expected ? TestVerdict.TODO : TestVerdict.SKIPPED, null, reason);
        }
        boolean unfinished = outcome.equals("error") && type.equals("unfinished");
        if (unfinished && live) {
            return AttemptResult.of(TestVerdict.RUNNING, null, "");
        }
        String text = message.isEmpty() ? AttemptResult.firstLine(stack.toString()) : message;
        if (!type.isEmpty() && type.contains(".") && !text.startsWith(type)) {
            text = type + ": " + text;
        }
        return new AttemptResult(
                unfinished ? TestVerdict.ERROR : TestVerdict.FAILED,
                unfinished ? "program" : kind(),
                AttemptResult.firstLine(text),
                text,
                stack.toString().lines().toList(),
                line(),
                entries("rerun"),
                entries("missing-asset"),
                List.of(),
                null);
    }

    private String kind() {
        Matcher kind = KIND.matcher(output);
        return kind.find() ? kind.group(1) : "test";
    }

    private List<String> entries(String key) {
        List<String> found = new ArrayList<>();
        ENTRY.matcher(output)
                .results()
                .filter(entry -> entry.group(1).equals(key))
                .forEach(entry -> found.add(entry.group(2)));
        return found;
    }

    private @Nullable SourceLine line() {
        Matcher at = AT.matcher(stack);
        if (at.find()) {
            return SourceLine.parse(at.group(1)).orElse(null);
        }
        String simple = className.substring(className.lastIndexOf('.') + 1).split("\\$", 2)[0];
        return FRAME.matcher(stack)
                .results()
                .map(frame -> frame.group(1))
                .filter(frame -> frame.startsWith(simple + "."))
                .findFirst()
                .flatMap(SourceLine::parse)
                .orElse(null);
    }
}
