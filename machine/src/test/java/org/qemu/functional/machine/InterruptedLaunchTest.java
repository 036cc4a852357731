package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that an interrupted launch, as by a timeout of JUnit, leaves no process. */
class InterruptedLaunchTest extends MachineFixture {
    private static final String CONNECTS =
            """
            import re, socket, sys, time
            monitor = socket.socket(socket.AF_UNIX)
            monitor.connect(re.search(r"id=mon,path=([^, ]+)", " ".join(sys.argv)).group(1))
            GREETS
            open(sys.argv[1], "w").write("ready")
            time.sleep(1000)
            """;

    /** The stage of the launch: no monitor, no greeting, no reply. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "import sys, time; open(sys.argv[1], 'w').write('ready'); time.sleep(1000)",
                "",
                "monitor.sendall(b'{\"QMP\": {\"version\": {}, \"capabilities\": []}}\\n')"
            })
    void leavesNoProcess(String program) throws Exception {
        Path ready = logs.resolve("ready");
        assertThat(new ProcessBuilder("mkfifo", ready.toString()).start().waitFor()).isZero();
        String python =
                program.startsWith("import") ? program : CONNECTS.replace("GREETS", program);
        vm.setWrapper("python3", "-c", python, ready.toString());
        vm.setConsole();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                vm.launch();
                            } catch (AssertionError e) {
                                interrupted.complete(Thread.currentThread().isInterrupted());
                            }
                        });
        thread.start();
        assertThat(Files.readString(ready)).isEqualTo("ready");
        thread.interrupt();
        assertThat(interrupted.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(vm.isRunning()).isFalse();
        assertThat(ProcessHandle.current().descendants().filter(this::isOfThisTest)).isEmpty();
    }

    private boolean isOfThisTest(ProcessHandle process) {
        return process.info()
                .arguments()
                .map(arguments -> String.join(" ", arguments).contains(logs.toString()))
                .orElse(false);
    }

    @Test
    void startsNothingOnAThreadThatIsInterruptedAlready() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::launchBare)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("interrupted while waiting for the launch of VM 'default'");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(vm.isRunning()).isFalse();
        assertThat(ProcessHandle.current().descendants().filter(this::isOfThisTest)).isEmpty();
    }
}
