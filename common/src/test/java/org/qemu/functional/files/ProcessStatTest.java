package org.qemu.functional.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifies what is read about a process. */
class ProcessStatTest {
    @Test
    void startTimeOfAProcessIsTheSameAtEachCall() {
        long pid = ProcessHandle.current().pid();
        ProcessStat first = ProcessStat.of(pid).orElseThrow();

        assertThat(first.startTime()).matches("[1-9][0-9]*");
        assertThat(ProcessStat.of(pid).orElseThrow().startTime()).isEqualTo(first.startTime());
        assertThat(first.hasEnded()).isFalse();
    }

    @Test
    void readsAProcessWhoseNameHasBlanksAndParentheses(@TempDir Path folder) throws Exception {
        Path program = Files.copy(Path.of("/bin/sleep"), folder.resolve("a ) Z 1 (b"));
        Process process = new ProcessBuilder(program.toString(), "1000").start();
        try {
            ProcessStat stat = ProcessStat.of(process.pid()).orElseThrow();
            assertThat(stat.startTime()).matches("[1-9][0-9]*");
            assertThat(stat.hasEnded()).isFalse();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void knowsNothingOfAProcessThatIsGone() throws Exception {
        Process process = new ProcessBuilder("true").start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

        assertThat(ProcessStat.of(process.pid())).isEmpty();
    }
}
