package org.qemu.functional.tap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.tap.internal.Failure;
import org.qemu.functional.tap.internal.NodeTree;
import org.qemu.functional.tap.internal.Point;
import org.qemu.functional.tap.internal.PointId;
import org.qemu.functional.tap.internal.PointNames;
import org.qemu.functional.tap.internal.ReportOutput;
import org.qemu.functional.tap.internal.TestNode;
import org.qemu.functional.tap.internal.Verdict;

/**
 * Writes the results of a run as JUnit XML, in the form that Jenkins and GitLab read.
 *
 * <p>The file is complete at any time, even before the first test, because it is replaced before
 * and after each test. A running test is recorded as an error, and a waiting test as skipped: that
 * is the correct result if the program is killed. A throwable of a test is a failure; an error
 * means that a test was ended from outside.
 */
final class JUnitXml implements ReportOutput {
    /**
     * The beginning of the error element of an unfinished test; scripts/junit-xml uses the type as
     * well.
     */
    private static final String UNFINISHED =
            "<error type=\"unfinished\" message=\"the test began, and the program ended before the"
                    + " test did\"/>";

    private static final String NOT_RUN =
            "<skipped message=\"not run: the program ended before\"/>";

    private final Path file;
    private final Path temporary;
    private final String suite;
    private final long started = System.currentTimeMillis() / 1000;
    private final long startedAt = System.nanoTime();
    private final StringBuilder ended = new StringBuilder();
    private final StringBuilder properties = new StringBuilder();
    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    private int errors;
    private boolean dirty = true;
    private @Nullable IOException failure;

    JUnitXml(Path file, String suite) {
        this.file = file.toAbsolutePath();
        this.temporary = this.file.resolveSibling("." + this.file.getFileName() + ".part");
        this.suite = suite;
    }

    /** Create the folder and the file without tests. */
    void begin() {
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            failure = e;
        }
        changed(new NodeTree());
        dirty = true; // the tests follow
    }

    /** Return the first error of the file, after which no more was written. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void began() {
        dirty = true;
    }

    @Override
    public void ended(Point point) {
        dirty = true;
        counts.merge(point.verdict(), 1, Integer::sum);
        begin(ended, point.id(), point.nanoseconds());
        Failure cause = point.failure();
        if (point.verdict() == Verdict.EXPECTED_FAILURE) {
            String message = cause == null ? "" : ": " + cause.message();
            addSkipped("expected failure: " + point.reason() + message);
        } else if (cause != null) {
            String element = cause.type().isEmpty() ? "error" : "failure";
            errors += cause.type().isEmpty() ? 1 : 0;
            ended.append('<')
                    .append(element)
                    .append(" type=\"")
                    .append(XmlText.attribute(type(cause)))
                    .append("\" message=\"")
                    .append(XmlText.attribute(YamlText.bounded(cause.message())))
                    .append("\">")
                    .append(XmlText.text(YamlText.bounded(stack(cause))))
                    .append("</")
                    .append(element)
                    .append('>');
            addProperty(point.id(), cause.field("kind"));
        } else if (point.verdict() == Verdict.SKIPPED) {
            addSkipped(point.reason());
        }
        String output = output(point);
        if (!output.isEmpty()) {
            ended.append("<system-out>").append(XmlText.text(output)).append("</system-out>");
        }
        ended.append("</testcase>\n");
    }

    @Override
    public void changed(NodeTree nodes) {
        if (failure != null || !dirty) {
            return;
        }
        dirty = false;
        StringBuilder rest = new StringBuilder();
        int running = append(rest, nodes, TestNode::isInnermostRunning, UNFINISHED);
        int waiting = append(rest, nodes, TestNode::isWaiting, NOT_RUN);
        // String concatenation, because a formatter would add 10 ms to each program.
        String text =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite"
                        + attribute("name", suite)
                        + attribute("tests", count(Verdict.values()) + running + waiting)
                        + attribute("failures", count(Verdict.FAILED) - errors)
                        + attribute("errors", errors + running)
                        + attribute(
                                "skipped",
                                count(Verdict.SKIPPED, Verdict.EXPECTED_FAILURE) + waiting)
                        + attribute("time", seconds(System.nanoTime() - startedAt))
                        + attribute("timestamp", timestamp())
                        + ">\n<properties>\n"
                        + properties
                        + "</properties>\n"
                        + ended
                        + rest
                        + "</testsuite>\n</testsuites>\n";
        try {
            Files.write(temporary, text.getBytes(UTF_8));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            failure = e;
        }
    }

    private void addSkipped(String message) {
        ended.append("<skipped message=\"")
                .append(XmlText.attribute(YamlText.bounded(message)))
                .append("\"/>");
    }

    private int count(Verdict... verdicts) {
        int sum = 0;
        for (Verdict verdict : verdicts) {
            sum += counts.getOrDefault(verdict, 0);
        }
        return sum;
    }

    private static String attribute(String name, Object value) {
        return " " + name + "=\"" + XmlText.attribute(value.toString()) + '"';
    }

    /** Return the start time in the format of XML Schema, without Instant's slow formatter. */
    private String timestamp() {
        String text = LocalDateTime.ofEpochSecond(started, 0, ZoneOffset.UTC).toString();
        return text + (text.length() < "2000-01-01T00:00:00".length() ? ":00Z" : "Z");
    }

    private static int append(
            StringBuilder out, NodeTree nodes, Predicate<TestNode> which, String content) {
        List<TestNode> found = nodes.all().filter(TestNode::ownsPoint).filter(which).toList();
        for (TestNode node : found) {
            begin(out, PointId.of(node, PointNames.of(node)), 0);
            out.append(content).append("</testcase>\n");
        }
        return found.size();
    }

    private static void begin(StringBuilder out, PointId id, long nanoseconds) {
        out.append("<testcase classname=\"")
                .append(XmlText.attribute(id.className()))
                .append("\" name=\"")
                .append(XmlText.attribute(id.testName()))
                .append("\" time=\"")
                .append(seconds(nanoseconds))
                .append("\">");
    }

    /**
     * Add a property to the suite under the test's name, because the schema allows no properties
     * below a test.
     */
    private void addProperty(PointId id, String kind) {
        if (!kind.isEmpty()) {
            properties
                    .append("<property name=\"kind of ")
                    .append(XmlText.attribute(id.className() + "." + id.testName()))
                    .append("\" value=\"")
                    .append(XmlText.attribute(kind))
                    .append("\"/>\n");
        }
    }

    private static String type(Failure failure) {
        return failure.type().isEmpty() ? "ended" : failure.type();
    }

    private static String stack(Failure failure) {
        String at = failure.field("at");
        return (at.isEmpty() ? "" : "at " + at + "\n") + failure.field("stack");
    }

    /** Return the output of a test, in which Jenkins and GitLab recognize links and properties. */
    private static String output(Point point) {
        StringBuilder text = new StringBuilder();
        point.logs().forEach(log -> text.append("[[ATTACHMENT|").append(shown(log)).append("]]\n"));
        Failure failure = point.failure();
        if (failure != null && !failure.field("kind").isEmpty()) {
            text.append("[[PROPERTY|kind=").append(failure.field("kind")).append("]]\n");
        }
        point.entries()
                .forEach(
                        (key, values) ->
                                values.forEach(
                                        value ->
                                                text.append(key)
                                                        .append(": ")
                                                        .append(value)
                                                        .append('\n')));
        return text.toString();
    }

    /**
     * Return a path relative to the folder of the project if possible, as GitLab requires; a job
     * runs in that folder.
     */
    private static String shown(String log) {
        String here = Path.of("").toAbsolutePath() + "/";
        return log.startsWith(here) ? log.substring(here.length()) : log;
    }

    private static String seconds(long nanoseconds) {
        return BigDecimal.valueOf(nanoseconds / 1_000_000, 3).toPlainString();
    }
}
