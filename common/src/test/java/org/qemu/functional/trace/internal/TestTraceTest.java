package org.qemu.functional.trace.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.trace.Trace;

class TestTraceTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();

    @TempDir Path folder;
    private final List<TestTrace> opened = new ArrayList<>();

    private TestTrace open(TraceMode mode) {
        return remember(TestTrace.open(folder, mode, new JsonFields().put("test", "a.B.c")));
    }

    private TestTrace remember(TestTrace trace) {
        opened.add(trace);
        return trace;
    }

    @AfterEach
    void endAll() {
        opened.forEach(trace -> trace.finish(new JsonFields().put("kind", "result"), true));
    }

    private static void finish(TestTrace trace) {
        trace.finish(trace.entry("result", "passed").put("verdict", "passed"), true);
    }

    private List<JsonNode> lines() throws IOException {
        return lines(folder);
    }

    private static List<JsonNode> lines(Path in) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(in.resolve(TestTrace.FILE_NAME))) {
            lines.add(JACKSON.readTree(line));
        }
        return lines;
    }

    private List<JsonNode> steps() throws IOException {
        return lines().stream().filter(line -> line.has("id")).toList();
    }

    @Test
    void beginsWithTheTestAndEndsWithTheResult() throws IOException {
        TestTrace trace = open(TraceMode.ON);
        finish(trace);

        JsonNode first = lines().get(0);
        assertThat(first.path("t").asDouble()).isZero();
        assertThat(first.path("event").textValue()).isEqualTo("trace");
        assertThat(first.path("version").asInt()).isEqualTo(1);
        assertThat(first.path("test").textValue()).isEqualTo("a.B.c");
        assertThat(first.path("started").textValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(first.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(lines().get(1).path("memoryTotal").asLong()).isPositive();
        JsonNode last = lines().get(lines().size() - 1);
        assertThat(last.path("kind").textValue()).isEqualTo("result");
        assertThat(last.path("verdict").textValue()).isEqualTo("passed");
    }

    @Test
    void eachLineIsInTheFileBeforeTheCallReturns() throws IOException {
        TestTrace trace = open(TraceMode.ON_FAILURE);
        trace.instant(trace.entry("note", "now"));

        assertThat(steps().get(0).path("title").textValue()).isEqualTo("now");
    }

    @Test
    void stepsOfAThreadAreNested() throws IOException {
        open(TraceMode.ON);
        Trace.step("outer", () -> Trace.step("inner", () -> Trace.note("deep")));
        Trace.note("after");

        List<JsonNode> steps = steps();
        assertThat(steps.get(0).has("parent")).isFalse();
        assertThat(steps.get(1).path("parent").asInt()).isEqualTo(1);
        assertThat(steps.get(2).path("parent").asInt()).isEqualTo(2);
        assertThat(steps.get(5).has("parent")).isFalse();
    }

    @Test
    void stepReturnsTheValueOfItsAction() {
        open(TraceMode.ON);
        String value = Trace.step("compute", () -> "value");

        assertThat(value).isEqualTo("value");
    }

    @Test
    void stepFailsWithTheFirstLineOfWhatWasThrown() throws IOException {
        open(TraceMode.ON);

        assertThatThrownBy(
                        () ->
                                Trace.step(
                                        "fail",
                                        () -> {
                                            throw new IOException("why\nand more");
                                        }))
                .isInstanceOf(IOException.class);
        assertThat(steps().get(1).path("outcome").textValue()).isEqualTo("failed");
        assertThat(steps().get(1).path("message").textValue()).isEqualTo("why");
    }

    @Test
    void stepOutsideOfATestOnlyRunsItsAction() {
        List<String> ran = new ArrayList<>();
        Trace.step("none", () -> ran.add("it"));
        Trace.note("lost");

        assertThat(ran).containsExactly("it");
    }

    @Test
    void offWritesNothing() {
        TestTrace trace = open(TraceMode.OFF);
        Trace.note("lost");

        assertThat(trace.isOn()).isFalse();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void traceThatIsNotKeptIsDeleted() {
        TestTrace trace = open(TraceMode.ON_FAILURE);
        trace.console("default", "console", folder.resolve("console.log"));

        assertThat(trace.finish(trace.entry("result", "passed"), false)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void threadsOfTheHarnessBelongToTheTestAndOthersDoNot() throws Exception {
        open(TraceMode.ON);
        CountDownLatch done = new CountDownLatch(2);
        Runnable task =
                () -> {
                    Trace.note("from " + Thread.currentThread().getName());
                    done.countDown();
                };
        TestLog.threads("helper").newThread(task).start();
        new Thread(task, "stranger").start();
        done.await();

        assertThat(steps()).hasSize(1);
        assertThat(steps().get(0).path("thread").textValue()).isEqualTo("helper");
    }

    @Test
    void parallelTestsHaveSeparateTraces() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            Path own = Files.createDirectory(folder.resolve(name));
            Thread thread =
                    new Thread(
                            () -> {
                                TestTrace trace =
                                        TestTrace.open(
                                                own,
                                                TraceMode.ON,
                                                new JsonFields().put("test", name));
                                for (int i = 0; i < 500; i++) {
                                    Trace.step(name, () -> Trace.note(name));
                                }
                                finish(trace);
                            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        for (String name : List.of("one", "two")) {
            List<JsonNode> lines = lines(folder.resolve(name));
            assertThat(lines).hasSize(2 + 1500 + 2);
            assertThat(lines.subList(2, 1502))
                    .allMatch(line -> line.path("title").asText(name).equals(name));
        }
    }

    @Test
    void traceOfTheClassIsCurrentAgainAfterTheTest() throws IOException {
        TestTrace ofClass = open(TraceMode.ON);
        Path own = Files.createDirectory(folder.resolve("test"));
        TestTrace ofTest =
                remember(TestTrace.open(own, TraceMode.ON, new JsonFields().put("test", "t")));
        assertThat(TestTrace.current()).isSameAs(ofTest);
        finish(ofTest);

        assertThat(TestTrace.current()).isSameAs(ofClass);
    }

    @Test
    void secondTraceInAFolderIsTheSecondAttempt() throws IOException {
        finish(open(TraceMode.ON));
        finish(open(TraceMode.ON));

        assertThat(lines().get(0).path("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void timesNeverDecrease() throws IOException {
        TestTrace trace = open(TraceMode.ON);
        for (int i = 0; i < 100; i++) {
            Trace.note("n");
        }
        finish(trace);

        List<Double> times = lines().stream().map(line -> line.path("t").asDouble()).toList();
        assertThat(times).isSorted();
    }

    @Test
    void largeTraceEndsWithANoteAndTheResult() throws IOException {
        TestTrace trace =
                remember(
                        TestTrace.open(
                                folder, TraceMode.ON, new JsonFields().put("test", "x"), 5000));
        for (int i = 0; i < 1000; i++) {
            Trace.step("step " + i, () -> Trace.note("x"));
        }
        finish(trace);

        assertThat(Files.size(folder.resolve(TestTrace.FILE_NAME))).isLessThan(8000);
        List<JsonNode> steps = steps();
        assertThat(steps.get(steps.size() - 1).path("kind").textValue()).isEqualTo("result");
        assertThat(steps.get(steps.size() - 2).path("text").textValue()).contains("maximum size");
    }

    @Test
    void fullDiskIsReportedOnceAndDoesNotFailTheTest() throws IOException {
        Files.createSymbolicLink(folder.resolve(TestTrace.FILE_NAME), Path.of("/dev/full"));
        PrintStream before = System.err;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setErr(new PrintStream(errors, true, UTF_8));
        try {
            TestTrace trace = open(TraceMode.ON);
            Trace.step("goes on", () -> Trace.note("x"));
            finish(trace);
        } finally {
            System.setErr(before);
        }

        assertThat(errors.toString(UTF_8).lines()).hasSize(1);
        assertThat(errors.toString(UTF_8)).contains("No space left on device");
    }

    @Test
    void pathsAreRelativeToTheLogs() {
        TestTrace trace = open(TraceMode.ON);

        assertThat(trace.relative(folder.resolve("a.ppm"))).isEqualTo("a.ppm");
        assertThat(trace.relative(folder.resolveSibling("Class").resolve("console.log")))
                .isEqualTo("../Class/console.log");
        assertThat(trace.relative(Path.of("/etc/passwd"))).isEqualTo("/etc/passwd");
    }

    @Test
    void settingHasThreeValues() {
        assertThat(TraceMode.from(Map.of())).isEqualTo(TraceMode.ON_FAILURE);
        assertThat(TraceMode.from(Map.of("QEMU_TEST_TRACE", "off"))).isEqualTo(TraceMode.OFF);
        assertThat(TraceMode.from(Map.of("QEMU_TEST_TRACE", "on-failure")))
                .isEqualTo(TraceMode.ON_FAILURE);
        assertThat(TraceMode.from(Map.of("QEMU_TEST_TRACE", " on "))).isEqualTo(TraceMode.ON);
        assertThatThrownBy(() -> TraceMode.from(Map.of("QEMU_TEST_TRACE", "yes")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("QEMU_TEST_TRACE='yes' is not off, on-failure or on");
    }
}
