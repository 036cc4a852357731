package org.qemu.functional.machine.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that a program ends what an earlier one has recorded, and nothing else. */
class RecordedProcessesTest {
    private static final Map<String, String> KYUA =
            Map.of("__RUNNING_INSIDE_ATF_RUN", "internal-yes-value");

    @TempDir Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(ProcessMark mark, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        mark.putInto(builder);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private ProcessRecord record() {
        return ProcessRecord.of(KYUA, folder);
    }

    private Path file() {
        return folder.resolve(ProcessRecord.FILE_NAME);
    }

    private List<Long> end() throws Exception {
        return RecordedProcesses.in(folder).end();
    }

    @Test
    void findsAProcessByItsMarkAlone() throws Exception {
        ProcessMark mark = ProcessMark.next();
        record().begun(mark, folder.resolve("log"));
        Process left = start(mark, "setsid", "--wait", "sleep", "1000");

        assertThat(end()).contains(left.pid());
        assertThat(left.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Survivors.find(mark, 0)).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void findsAProcessWithoutAMarkByItsIdAndStart() throws Exception {
        ProcessRecord record = record();
        record.begun(ProcessMark.next(), folder.resolve("log"));
        Process left = start(ProcessMark.next(), "sleep", "1000");
        record.started(left.pid());

        assertThat(end()).containsExactly(left.pid());
        assertThat(left.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void sparesAnotherProcessThatHasTheIdNow() throws Exception {
        Process other = start(ProcessMark.next(), "sleep", "1000");
        Files.writeString(file(), "process\t%d\t12\n".formatted(other.pid()));

        assertThat(end()).isEmpty();
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void sparesProcessesWithAnotherMark() throws Exception {
        Process other = start(ProcessMark.next(), "sleep", "1000");
        record().begun(ProcessMark.next(), folder.resolve("log"));

        assertThat(end()).isEmpty();
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void acceptsALineThatWasNotCompleted() throws Exception {
        record().begun(ProcessMark.next(), folder.resolve("log"));
        Files.writeString(file(), "process\t12", StandardOpenOption.APPEND);

        assertThat(end()).isEmpty();
    }

    @Test
    void namesTheLogs() throws Exception {
        record().begun(ProcessMark.next(), folder.resolve("b c.log"));

        assertThat(RecordedProcesses.in(folder).logs()).containsExactly(folder.resolve("b c.log"));
    }

    @Test
    void refusesAFileOfAnotherFormat() throws Exception {
        Files.writeString(file(), "a\tb\tc\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordedProcesses.in(folder))
                .withMessageContaining(file().toString())
                .withMessageContaining("'a'");
    }

    @Test
    void thereIsNothingToDoWithoutARecord() throws Exception {
        assertThat(end()).isEmpty();
    }

    @Test
    void theRecordEndsWithTheLastProcess() {
        ProcessRecord record = record();
        ProcessMark first = ProcessMark.next();
        ProcessMark second = ProcessMark.next();
        record.begun(first, folder.resolve("log"));
        record.begun(second, folder.resolve("log"));
        record.ended(first);
        assertThat(file()).exists();

        record.ended(second);
        assertThat(file()).doesNotExist();
    }

    @Test
    void nothingIsRecordedOutsideKyua() {
        ProcessRecord record = ProcessRecord.of(Map.of("__RUNNING_INSIDE_ATF_RUN", "yes"), folder);
        record.begun(ProcessMark.next(), folder.resolve("log"));

        assertThat(file()).doesNotExist();
    }

    /** QEMU still ends by the other means, so that the test itself can pass. */
    @Test
    void aWorkDirectoryThatCannotBeWrittenFailsNoTest() {
        ProcessRecord record = ProcessRecord.of(KYUA, folder.resolve("missing"));
        ProcessMark mark = ProcessMark.next();
        record.begun(mark, folder.resolve("log"));
        record.ended(mark);

        assertThat(folder).isEmptyDirectory();
    }
}
