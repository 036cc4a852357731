package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs programs with a real QEMU, and reads the traces that they leave. */
@Timeout(300)
class TraceFilesTest extends ProgramFixture {
    private static final String FIXTURE = "org.qemu.functional.launch.fixture.TracedFixture";
    private static final ObjectMapper JACKSON = new ObjectMapper();

    private Map<String, String> environment(String mode) {
        Map<String, String> environment = new HashMap<>(Map.of("QEMU_TEST_QEMU_BINARY", qemu()));
        if (!mode.isEmpty()) {
            environment.put("QEMU_TEST_TRACE", mode);
        }
        return environment;
    }

    private Path logs(String test) {
        return folder.resolve("tests/functional/x86_64/TracedFixture." + test);
    }

    private List<JsonNode> trace(String test) throws IOException {
        return read(logs(test).resolve("trace.jsonl"));
    }

    private static List<JsonNode> read(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(json(line));
        }
        return lines;
    }

    private static JsonNode json(String line) {
        try {
            return JACKSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    private List<JsonNode> fail(String test) throws Exception {
        Result result = run(environment(""), FIXTURE + "#" + test);
        assertThat(result.out()).contains("not ok").contains(logs(test) + "/trace.jsonl");
        return trace(test);
    }

    private static JsonNode begin(List<JsonNode> trace, String kind, String title) {
        return only(
                trace,
                line ->
                        line.path("event").asText().equals("begin")
                                && line.path("kind").asText().equals(kind)
                                && line.path("title").asText().equals(title));
    }

    private static JsonNode end(List<JsonNode> trace, JsonNode begin) {
        return only(
                trace,
                line ->
                        line.path("event").asText().equals("end")
                                && line.path("id").equals(begin.path("id")));
    }

    private static List<JsonNode> instants(List<JsonNode> trace, String kind) {
        return trace.stream()
                .filter(line -> line.path("event").asText().equals("instant"))
                .filter(line -> line.path("kind").asText().equals(kind))
                .toList();
    }

    private static List<String> states(List<JsonNode> trace) {
        return instants(trace, "state").stream().map(line -> line.path("state").asText()).toList();
    }

    private static JsonNode only(List<JsonNode> trace, Predicate<JsonNode> wanted) {
        List<JsonNode> found = trace.stream().filter(wanted).toList();
        assertThat(found).as(trace.toString()).hasSize(1);
        return found.get(0);
    }

    @ParameterizedTest
    @CsvSource({"'',false,true", "on-failure,false,true", "on,true,true", "off,false,false"})
    void settingSaysWhichTracesAreKept(String mode, boolean ofPassed, boolean ofFailed)
            throws Exception {
        run(environment(mode), FIXTURE + "#passes", FIXTURE + "#fails", FIXTURE + "#isSkipped");

        for (String test : List.of("passes", "isSkipped", "fails")) {
            assertThat(logs(test).resolve("base.log")).exists();
            boolean kept = test.equals("fails") ? ofFailed : ofPassed;
            assertThat(Files.exists(logs(test).resolve("trace.jsonl"))).as(test).isEqualTo(kept);
            assertThat(Files.exists(logs(test).resolve("console.cast")))
                    .as(test)
                    .isEqualTo(kept && !test.equals("isSkipped"));
        }
    }

    @Test
    void otherValueOfTheSettingIsAnErrorOfUsage() throws Exception {
        Result result = run(environment("always"), FIXTURE + "#passes");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("QEMU_TEST_TRACE='always' is not off, on-failure or on");
    }

    @Test
    void laterRunRemovesTheTraceOfAnEarlierOne() throws Exception {
        run(environment("on"), FIXTURE + "#passes");
        assertThat(logs("passes").resolve("trace.jsonl")).exists();
        run(environment("off"), FIXTURE + "#passes");

        assertThat(logs("passes").resolve("trace.jsonl")).doesNotExist();
        assertThat(logs("passes").resolve("console.cast")).doesNotExist();
    }

    @Test
    void hasLaunchWaitsTypedTextMonitorScreendumpAndSteps() throws Exception {
        List<JsonNode> trace = fail("fails");

        JsonNode first = trace.get(0);
        assertThat(first.path("test").asText()).isEqualTo(FIXTURE + ".fails");
        assertThat(first.path("qemu").asText()).isEqualTo(qemu());
        assertThat(first.path("target").asText()).isEqualTo("x86_64");

        JsonNode launch = begin(trace, "launch", "launch qemu-system-x86_64");
        assertThat(launch.path("command").toString()).contains("\"-boot\",\"a\"");
        assertThat(end(trace, launch).path("pid").asLong()).isPositive();

        JsonNode step = begin(trace, "step", "log in");
        JsonNode wait = begin(trace, "wait", "wait for 'login: '");
        assertThat(wait.path("parent")).isEqualTo(step.path("id"));
        assertThat(wait.path("vm").asText()).isEqualTo("default");
        assertThat(wait.path("console").asText()).isEqualTo("console");
        assertThat(wait.path("deadline").asDouble()).isGreaterThan(1);
        JsonNode matched = end(trace, wait);
        assertThat(matched.path("outcome").asText()).isEqualTo("ok");
        assertThat(matched.path("match").asText()).isEqualTo("login: ");
        assertThat(matched.path("offset").asInt()).isEqualTo("welcome\r\nlogin: ".length());

        assertThat(instants(trace, "type").get(0).path("text").asText()).isEqualTo("root\r");
        assertThat(instants(trace, "note").get(0).path("text").asText()).isEqualTo("typed root");

        JsonNode refused = end(trace, begin(trace, "qmp", "no-such-command"));
        assertThat(refused.path("outcome").asText()).isEqualTo("failed");
        assertThat(refused.path("error").path("class").asText()).isEqualTo("CommandNotFound");
        assertThat(end(trace, begin(trace, "qmp", "stop")).path("reply").isObject()).isTrue();
        assertThat(instants(trace, "event"))
                .extracting(line -> line.path("title").asText())
                .containsSubsequence("STOP", "RESUME", "SHUTDOWN");
        assertThat(states(trace))
                .containsExactly("launching", "running", "paused", "running", "shutdown", "exited");

        JsonNode dump = end(trace, begin(trace, "screendump", "screendump"));
        assertThat(logs("fails").resolve(dump.path("file").asText())).exists();

        JsonNode late = begin(trace, "wait", "wait for /never (ever)/");
        assertThat(late.path("failurePatterns").get(0).asText()).isEqualTo("'denied'");
        assertThat(end(trace, late).path("outcome").asText()).isEqualTo("failed");
        assertThat(end(trace, late).path("message").asText()).contains("did not come");

        assertThat(instants(trace, "exit").get(0).path("status").asInt()).isZero();
        JsonNode result = trace.get(trace.size() - 1);
        assertThat(result.path("verdict").asText()).isEqualTo("failed");
        assertThat(result.path("failure").asText()).isEqualTo("timeout");
        assertThat(result.path("message").asText()).contains("never (ever)");
        assertThat(result.path("stack").asText()).contains("at " + FIXTURE);

        JsonNode console = only(trace, line -> line.path("event").asText().equals("console"));
        List<JsonNode> cast = read(logs("fails").resolve(console.path("cast").asText()));
        StringBuilder output = new StringBuilder();
        cast.stream()
                .skip(1)
                .filter(event -> event.get(1).asText().equals("o"))
                .forEach(event -> output.append(event.get(2).asText()));
        assertThat(output.toString()).startsWith("welcome\r\nlogin: ");
        assertThat(cast).anyMatch(event -> event.path(2).asText().equals("root\r"));
    }

    @Test
    void hasTheSignalThatEndedQemu() throws Exception {
        List<JsonNode> trace = fail("losesQemu");

        assertThat(instants(trace, "exit").get(0).path("status").asInt()).isEqualTo(-9);
        assertThat(trace.get(trace.size() - 1).path("failure").asText()).isEqualTo("qemu-crash");
    }

    @Test
    void hasTheReasonOfAFailedLaunch() throws Exception {
        List<JsonNode> trace = fail("cannotLaunch");

        JsonNode end = end(trace, begin(trace, "launch", "launch qemu-system-x86_64"));
        assertThat(end.path("outcome").asText()).isEqualTo("failed");
        assertThat(states(trace)).containsExactly("launching", "exited");
    }

    @Test
    void failureOfTheTearDownIsTheResult() throws Exception {
        List<JsonNode> trace = fail("failsAtShutdown");

        JsonNode result = trace.get(trace.size() - 1);
        assertThat(result.path("verdict").asText()).isEqualTo("failed");
        assertThat(result.path("message").asText()).contains("SIGKILL");
    }

    @Test
    void recordingHasBothRunsOfAMachine() throws Exception {
        fail("launchesTwice");

        assertThat(recorded(logs("launchesTwice").resolve("console.cast"))).isEqualTo("firstfirst");
    }

    @Test
    void invocationsOfATemplateHaveTracesOfTheirOwn() throws Exception {
        run(environment(""), FIXTURE + "#failsForEach");

        for (String each : List.of("one", "two")) {
            List<JsonNode> trace = trace("failsForEach-" + (each.equals("one") ? 1 : 2));
            assertThat(trace.get(trace.size() - 1).path("message").asText()).isEqualTo(each);
        }
    }

    @Test
    void parallelTestsHaveTracesOfTheirOwn() throws Exception {
        Map<String, String> environment = environment("on");
        environment.put("QEMU_TEST_PARALLEL", "2");
        run(environment, "org.qemu.functional.launch.fixture.ParallelFixture");

        for (String test : List.of("slow", "one", "two", "three", "four")) {
            Path logs = folder.resolve("tests/functional/x86_64/ParallelFixture." + test);
            List<JsonNode> trace = read(logs.resolve("trace.jsonl"));
            assertThat(states(trace)).containsExactly("launching", "running", "shutdown", "exited");
            JsonNode launch = begin(trace, "launch", "launch qemu-system-x86_64");
            assertThat(trace.get(0).path("test").asText()).endsWith("." + test);
            assertThat(end(trace, launch).path("outcome").asText()).isEqualTo("ok");
        }
    }

    @Test
    void killedProgramLeavesWhatHappened() throws Exception {
        Process program =
                program(environment(""), java(Main.class.getName(), FIXTURE + "#waitsForever"))
                        .start();
        Path file = logs("waitsForever").resolve("trace.jsonl");
        try {
            while (program.isAlive()
                    && !(Files.exists(file) && Files.readString(file).contains("'never'"))) {
                Thread.onSpinWait();
            }
        } finally {
            program.destroyForcibly().waitFor();
        }

        List<JsonNode> trace = read(file);
        JsonNode last = begin(trace, "wait", "wait for 'never'");
        assertThat(trace)
                .noneMatch(
                        line ->
                                line.path("event").asText().equals("end")
                                        && line.path("id").equals(last.path("id")));
    }

    @Test
    void programEndedByASignalLeavesTheRecordingsToo() throws Exception {
        Process program =
                program(environment(""), java(Main.class.getName(), FIXTURE + "#waitsForever"))
                        .start();
        Path file = logs("waitsForever").resolve("trace.jsonl");
        while (program.isAlive()
                && !(Files.exists(file) && Files.readString(file).contains("'never'"))) {
            Thread.onSpinWait();
        }
        program.destroy();
        program.waitFor();

        List<JsonNode> trace = trace("waitsForever");
        assertThat(trace.get(trace.size() - 1).path("verdict").asText()).isEqualTo("failed");
        assertThat(recorded(logs("waitsForever").resolve("console.cast"))).contains("hello");
    }

    /** Return the output in a recording, which has a part for each read. */
    private static String recorded(Path cast) throws IOException {
        StringBuilder output = new StringBuilder();
        for (String line : Files.readAllLines(cast)) {
            JsonNode part = JACKSON.readTree(line);
            if (part.isArray()) {
                output.append(part.get(2).asText());
            }
        }
        return output.toString();
    }
}
