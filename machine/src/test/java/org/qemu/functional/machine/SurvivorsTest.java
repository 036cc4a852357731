package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.qemu.functional.machine.internal.process.ProcessMark;
import org.qemu.functional.machine.internal.process.Survivors;

/**
 * Checks that processes that QEMU or a wrapper forks end with it, even in their own session and
 * with another parent.
 */
class SurvivorsTest extends MachineFixture {
    private Path pidFile;

    /** Return a wrapper that exits when a FIFO is opened, while QEMU continues. */
    private Path wrapThatGoesAway() throws Exception {
        Path fifo = logs.resolve("go");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        vm.setWrapper("sh", "-c", "setsid \"$@\" & read -r word < " + fifo, "sh");
        pidFile = logs.resolve("pid");
        vm.addArgs("-pidfile", pidFile);
        return fifo;
    }

    private ProcessHandle qemu() throws Exception {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip())).orElseThrow();
    }

    @Test
    void tellsThatAWrapperWentAwayWhileATestWaits() throws Exception {
        Path fifo = wrapThatGoesAway();
        launchBare();
        ProcessHandle qemu = qemu();
        Files.writeString(fifo, "go\n");
        assertThatThrownBy(() -> vm.eventWait("RESUME", LONG.multipliedBy(10)))
                .isInstanceOfSatisfying(
                        QemuDiedError.class, e -> assertThat(e.isOfEnvironment()).isTrue())
                .hasMessageContaining("exited with status 0 while the test waited")
                .hasMessageContaining("it left processes behind, which were killed: " + qemu.pid())
                .hasMessageContaining("'exec'");
        assertThat(qemu.onExit()).succeedsWithin(20, TimeUnit.SECONDS);
    }

    @Test
    void endsWhatARunLeavesBehind() throws Exception {
        pidFile = logs.resolve("child");
        vm.setWrapper(
                "sh",
                "-c",
                "setsid sh -c 'echo $$ > %s; exec sleep 1000' & exec \"$@\"".formatted(pidFile),
                "sh");
        vm.setQmpMonitor(true);
        launchBare();
        while (!Files.exists(pidFile) || Files.size(pidFile) == 0) {
            Thread.onSpinWait();
        }
        ProcessHandle child = qemu();
        vm.shutdown();
        assertThat(child.onExit()).succeedsWithin(20, TimeUnit.SECONDS);
    }

    @Test
    void isNotFooledByOthers() throws Exception {
        ProcessMark mark = ProcessMark.next();
        ProcessBuilder builder = new ProcessBuilder("cat");
        ProcessMark.next().putInto(builder);
        Process other = builder.start();
        try {
            assertThat(Survivors.end(mark, 0)).isEmpty();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }
}
