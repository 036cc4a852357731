package org.qemu.functional.report.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReaderTest {
    @TempDir private Path folder;

    @Test
    void joinsStepsAndKeepsWhatDidNotEnd() throws IOException {
        TraceContent trace =
                read(
                        """
                        {"t":0,"event":"trace","version":1,"started":"2026-11-30T20:15:01.123456Z","qemu":"/usr/bin/qemu"}
                        {"t":0.1,"event":"begin","id":1,"kind":"launch","vm":"default","title":"launch","command":["qemu","-S"]}
                        {"t":0.4,"event":"end","id":1,"outcome":"ok","pid":7}
                        {"t":0.5,"event":"begin","id":2,"kind":"wait","console":"console","title":"wait","patterns":["login:"]}
                        {"t":0.6,"event":"instant","id":3,"kind":"event","vm":"default","title":"SHUTDOWN","data":{"guest":true}}
                        {"t":0.7,"event":"console","vm":"default","console":"console","log":"console.log","cast":"console.cast"}
                        {"t":0.8,"event":"host","load":1.25,"memoryAvailable":5,"memoryTotal":9,"cpus":2}
                        {"t":0.9,"event":"end","id":99}
                        {"t":1.5,"event":"begi""");
        assertThat(trace.started()).isEqualTo("2026-11-30T20:15:01.123456Z");
        assertThat(trace.duration()).isEqualTo(0.9);
        assertThat(trace.steps())
                .extracting(TraceStep::kind)
                .containsExactly("launch", "wait", "event");
        TraceStep launch = trace.steps().get(0);
        assertThat(launch.to()).isEqualTo(0.4);
        assertThat(launch.details()).hasToString("{\"command\":[\"qemu\",\"-S\"],\"pid\":7}");
        assertThat(trace.steps().get(1).outcome()).isEqualTo("open");
        assertThat(trace.steps().get(1).to()).isNull();
        assertThat(trace.machines())
                .containsExactly(
                        new MachineStates(
                                "default",
                                List.of(
                                        new MachineState(0.1, "launching", null),
                                        new MachineState(0.4, "running", null))));
        assertThat(trace.consoles())
                .containsExactly(
                        new ConsoleFiles("default", "console", "console.log", "console.cast"));
        assertThat(trace.loads()).containsExactly(new HostLoad(0.8, 1.25, 5, 9, 2));
    }

    @Test
    void evidenceOfTheHarnessIsAStepWithStepsBelowIt() throws IOException {
        TraceContent trace =
                read(
                        """
                        {"t":1,"event":"begin","id":7,"kind":"evidence","title":"collect evidence","vm":"default"}
                        {"t":2,"event":"begin","id":8,"kind":"qmp","title":"screendump","vm":"default","parent":7}
                        {"t":3,"event":"end","id":8,"outcome":"failed","message":"no console"}
                        {"t":4,"event":"end","id":7,"outcome":"ok"}
                        """);
        assertThat(trace.steps())
                .extracting(TraceStep::id, TraceStep::parent, TraceStep::kind, TraceStep::outcome)
                .containsExactly(tuple(7L, null, "evidence", "ok"), tuple(8L, 7L, "qmp", "failed"));
        assertThat(trace.machines()).isEmpty();
    }

    @Test
    void unknownEventsAreNotesAndNonsenseIsIgnored() throws IOException {
        TraceContent trace =
                read(
                        """
                        []
                        "text"
                        {"t":"soon","event":"future","id":5,"title":"a new thing","x":1}
                        {"t":1e999,"event":"instant","id":5,"kind":"note","text":"same id"}
                        {"event":"begin"}
                        not json
                        """);
        assertThat(trace.steps())
                .extracting(TraceStep::title)
                .containsExactly("a new thing", "same id", "note");
        assertThat(trace.steps()).extracting(TraceStep::id).doesNotHaveDuplicates();
    }

    @Test
    void statesOfTheTraceReplaceThoseThatFollowFromSteps() throws IOException {
        TraceContent trace =
                read(
                        """
                        {"t":0.1,"event":"begin","id":1,"kind":"launch","vm":"a"}
                        {"t":0.2,"event":"instant","kind":"state","vm":"a","state":"paused"}
                        {"t":0.3,"event":"instant","kind":"exit","vm":"b","status":139}
                        """);
        assertThat(trace.machines())
                .containsExactlyInAnyOrder(
                        new MachineStates("a", List.of(new MachineState(0.2, "paused", null))),
                        new MachineStates(
                                "b", List.of(new MachineState(0.3, "exited", "status 139"))));
    }

    @Test
    void boundsStepsAndTexts() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < StepTable.MOST + 10; i++) {
            lines.append("{\"t\":1,\"event\":\"instant\",\"id\":")
                    .append(i)
                    .append(",\"kind\":\"event\"}\n");
        }
        TraceContent trace = read(lines.toString());
        assertThat(trace.steps()).hasSize(StepTable.MOST + 1);
        assertThat(trace.steps().get(StepTable.MOST).title()).startsWith("10 further steps");
        TraceContent large =
                read(
                        "{\"event\":\"instant\",\"kind\":\"note\",\"text\":\""
                                + "\ud83d\ude00".repeat(20_000)
                                + "\"}");
        assertThat(large.steps().get(0).title()).hasSizeLessThan(1100).endsWith("…");
    }

    private TraceContent read(String lines) throws IOException {
        return TraceReader.read(Files.writeString(folder.resolve("trace.jsonl"), lines));
    }
}
