package org.qemu.functional.nativetest.internal.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.nativetest.Coverage;
import org.qemu.functional.nativetest.Valgrind;
import org.qemu.functional.nativetest.internal.coverage.GcovrReport;
import org.qemu.functional.nativetest.internal.rerun.TestJvm;
import org.qemu.functional.nativetest.internal.rerun.TestJvmRun;
import org.qemu.functional.nativetest.internal.rerun.TestOutcome;
import org.qemu.functional.nativetest.internal.valgrind.ValgrindProgram;
import org.qemu.functional.nativetest.internal.valgrind.ValgrindReport;
import org.qemu.functional.nativetest.internal.valgrind.ValgrindXml;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.settings.TimeoutScale;

/** The run of a class in another JVM. */
final class ClassRerun {
    /** The engine's part of a unique id; what is before it differs between JVMs. */
    private static final String ENGINE = "[engine:junit-jupiter]";

    private final Class<?> type;
    private final TestJvmRun run;
    private final Map<String, TestOutcome> outcomes;
    private final @Nullable ValgrindReport valgrind;
    private final @Nullable String coverage;

    private ClassRerun(
            Class<?> type,
            TestJvmRun run,
            @Nullable ValgrindReport valgrind,
            @Nullable String coverage) {
        this.type = type;
        this.run = run;
        this.outcomes = run.events().outcomes();
        this.valgrind = valgrind;
        this.coverage = coverage;
    }

    /** Run a class. */
    static ClassRerun of(Class<?> type, @Nullable Valgrind valgrind, @Nullable Coverage coverage)
            throws IOException, InterruptedException {
        Path build = SourceTree.locate(HarnessSettings.current().environment()).build();
        Path folder = build.resolve(Path.of("tests", "functional", "native", name(type)));
        TestJvm jvm =
                new TestJvm(
                        PlainTestClass.isPlain(type)
                                ? PlainTestClass.selected(type, null)
                                : type.getName(),
                        folder);
        Path xml = folder.resolveSibling(name(type) + ".valgrind.xml").toAbsolutePath();
        int seconds = 0;
        if (valgrind != null) {
            Files.createDirectories(xml.getParent());
            Files.deleteIfExists(xml);
            ValgrindProgram.prepare(jvm, valgrind, xml);
            seconds = Math.max(seconds, valgrind.timeout());
        }
        GcovrReport gcovr = null;
        if (coverage != null) {
            gcovr = new GcovrReport(build.resolve(Path.of("coverage", name(type))));
            gcovr.prepare(jvm);
            seconds = Math.max(seconds, coverage.timeout());
        }
        Duration timeout = TimeoutScale.scaled(Duration.ofSeconds(seconds));
        TestJvmRun run = jvm.startTimeout(timeout).run(timeout);
        if (!run.events().hasStarted()) {
            throw new IOException(
                    "the JVM for '%s' ended without a test, by %s; its output ends with:\n%s"
                            .formatted(type.getName(), run.end(), run.lastLines()));
        }
        return new ClassRerun(
                type,
                run,
                valgrind == null ? null : ValgrindXml.read(xml),
                gcovr == null || run.timedOut() ? null : gcovr.write(sources(coverage)));
    }

    private static @Nullable Path sources(Coverage annotation) {
        return annotation.sources().isEmpty() ? null : Path.of(annotation.sources());
    }

    /** Return the name of the class with those around it. */
    private static String name(Class<?> type) {
        Class<?> around = type.getDeclaringClass();
        return (around == null ? "" : name(around) + ".") + type.getSimpleName();
    }

    boolean isOf(Class<?> other) {
        return type == other;
    }

    /** Return the table of the coverage, if it was wanted. */
    Optional<String> coverageTable() {
        return Optional.ofNullable(coverage);
    }

    /**
     * Report how a test ended: return, or throw what JUnit takes for a failure or a skip.
     *
     * @param id the unique id of the test
     */
    void report(String id, String name) {
        String own = ownId(id);
        TestOutcome outcome = outcomes.get(own);
        if (outcome == null) {
            throw new AssertionFailedError(missing(own, name) + errors(own));
        }
        String errors = errors(own);
        switch (outcome.status()) {
            case SKIPPED -> throw new TestAbortedException(reason(outcome));
            case FAILED ->
                    throw new AssertionFailedError(
                            "'%s' failed in a JVM of its own: %s%s"
                                    .formatted(
                                            name,
                                            outcome.text(),
                                            errors.isEmpty() ? "" : "valgrind: " + errors));
            case PASSED -> {
                if (!errors.isEmpty()) {
                    throw new AssertionFailedError(errors);
                }
            }
        }
    }

    /** Return the part of a unique id that is the same in each JVM. */
    static String ownId(String id) {
        return id.substring(id.indexOf(ENGINE));
    }

    private String errors(String id) {
        String errors = valgrind == null ? "" : valgrind.ofTest(id);
        return errors.isEmpty() ? "" : "valgrind: " + errors;
    }

    private static String reason(TestOutcome outcome) {
        String line = outcome.headline();
        String prefix = TestAbortedException.class.getName() + ": ";
        return line.startsWith(prefix) ? line.substring(prefix.length()) : line;
    }

    private String missing(String id, String name) {
        try {
            boolean during = id.equals(run.events().unfinished());
            // A container that could not start is the reason of the failure of its tests.
            String container =
                    outcomes.entrySet().stream()
                            .filter(entry -> id.startsWith(entry.getKey()))
                            .map(entry -> entry.getValue().text())
                            .filter(text -> !text.isEmpty())
                            .findFirst()
                            .orElse("");
            if (!container.isEmpty()) {
                return "'%s' did not run: %s".formatted(name, container);
            }
            return "the JVM ended %s '%s', by %s; its output, in '%s', ends with:\n%s"
                    .formatted(
                            during ? "during" : "before",
                            name,
                            run.end(),
                            run.output(),
                            run.lastLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Report what happened outside the tests.
     *
     * @throws AssertionFailedError if valgrind reports an error there
     */
    void reportClass() {
        String errors = valgrind == null ? "" : valgrind.ofClass();
        if (!errors.isEmpty()) {
            throw new AssertionFailedError("valgrind, outside the tests: " + errors);
        }
    }
}
