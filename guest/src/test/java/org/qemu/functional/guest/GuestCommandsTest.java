package org.qemu.functional.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.guest.channel.Execution;

/** Runs commands in a real guest through its agent. */
class GuestCommandsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir static Path folder;
    static Guest guest;

    @BeforeAll
    static void boot() {
        guest = Warm.template(folder).clone("commands");
    }

    @AfterAll
    static void end() {
        guest.close();
    }

    @Test
    void tellsStatusAndKeepsStreamsApart() {
        CommandResult result = guest.run("echo out; echo err >&2; exit 3");
        assertThat(result.exitStatus()).isEqualTo(3);
        assertThat(result.signal()).isEmpty();
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
        assertThatThrownBy(result::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("exit status 3")
                .hasMessageContaining("err");
    }

    @ParameterizedTest
    @CsvSource({
        "kill -9 $$, 9",
        "kill -TERM $$, 15",
        "sh -c 'kill -SEGV $$', 11",
        "exec sleep 0.01, 0"
    })
    void tellsTheSignal(String script, int signal) {
        CommandResult result = guest.run(script);
        assertThat(result.signal())
                .isEqualTo(signal == 0 ? OptionalInt.empty() : OptionalInt.of(signal));
        assertThat(result.exitStatus()).isEqualTo(signal == 0 ? 0 : 128 + signal);
    }

    @ParameterizedTest
    @CsvSource({
        "true, 0, ''",
        "false, 1, ''",
        "echo a  b, 0, a b",
        "echo a b, 0, a b",
        "echo /etc/fst*, 0, /etc/fstab",
        "[ -d /etc ], 0, ''",
        "test ! -d /etc, 1, ''",
        "test -p /dev/stdin, 1, ''",
        "[ 1 -eq 1, 2, ''"
    })
    void runsBuiltInCommandsLikeAnyScript(String command, int status, String stdout) {
        CommandResult result = guest.run(command);
        CommandResult same = guest.run("x=1; " + command);
        assertThat(result.exitStatus()).isEqualTo(status).isEqualTo(same.exitStatus());
        assertThat(result.stdout().strip()).isEqualTo(stdout).isEqualTo(same.stdout().strip());
        assertThat(result.stderr()).isEqualTo(same.stderr());
    }

    @Test
    void runsBuiltInCommandsConcurrently() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<CommandResult>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String command = "echo " + i;
            all.add(pool.submit(() -> guest.run(command)));
        }
        for (int i = 0; i < 40; i++) {
            assertThat(all.get(i).get().check().stdout()).isEqualTo(i + "\n");
        }
        pool.shutdown();
    }

    @Test
    void replacesAShellThatWasKilled() {
        guest.run("true").check();
        String find = "for p in $(pidof sh); do grep -q 'exec 3' /proc/$p/cmdline && echo $p; done";
        String shell = guest.run(find).stdout().strip();
        guest.run("kill -9 " + shell).check();
        guest.waitUntilSucceeds("! kill -0 " + shell);
        assertThat(guest.run("echo alive").check().stdout()).isEqualTo("alive\n");
    }

    @Test
    void isSafeForBinaryDataBothWays() {
        byte[] data = new byte[3_000_000];
        new Random(1).nextBytes(data);
        CommandResult result = guest.run("cat", data, LONG);
        assertThat(result.stdoutBytes()).isEqualTo(data);
        assertThat(result.stderrBytes()).isEmpty();
    }

    @Test
    void runsALongScript() {
        String script = ": " + "x".repeat(100_000) + "\necho $#; echo done";
        assertThat(guest.run(script).check().stdout()).isEqualTo("0\ndone\n");
    }

    @Test
    void knowsItsOwnProcess() {
        assertThat(
                        guest.run(
                                        "[ $$ = $(cut -d' ' -f4 /proc/self/stat) ] || cat /proc/self/stat; echo $PPID")
                                .stdout())
                .doesNotContain("(cat)");
        assertThat(guest.run("sh -c 'echo $PPID'; echo $$").stdout().lines().distinct()).hasSize(1);
    }

    @Test
    void leavesNothingOfOneCommandToTheNext() {
        guest.run("x=1; cd /tmp; umask 0; exec 5>/dev/null").check();
        assertThat(guest.run("echo \"$x$PWD\"; umask").stdout()).isEqualTo("/root\n0022\n");
    }

    @Test
    void returnsThoughAChildHoldsTheStreams() {
        CommandResult result = guest.run("sleep 30 & echo started", Duration.ofSeconds(10));
        assertThat(result.stdout()).isEqualTo("started\n");
        assertThat(guest.run("pidof sleep").isSuccess()).isTrue();
        guest.run("killall sleep").check();
    }

    @Test
    void killsWhatTakesTooLongAndGoesOn() {
        assertThatThrownBy(
                        () ->
                                guest.run(
                                        "echo $((6 * 7)); sleep 1234; true",
                                        Duration.ofMillis(300)))
                .isInstanceOf(CommandTimeoutError.class)
                .hasMessageContaining("sleep 1234")
                .hasMessageContaining("was killed");
        guest.waitUntilSucceeds("! ps | grep -v grep | grep -q 'sleep 1234'");
        assertThat(guest.run("echo alive").stdout()).isEqualTo("alive\n");
    }

    @Test
    void killsAFloodAndGoesOn() {
        assertThatThrownBy(() -> guest.run("yes", Duration.ofMillis(500)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("'yes'");
        assertThat(guest.run("echo alive").stdout()).isEqualTo("alive\n");
        guest.waitUntilSucceeds("! pidof yes");
    }

    @Test
    void slowsDownAFloodThatIsNotRead() throws Exception {
        try (Execution flood = guest.start("echo line 0; echo line 1; exec yes")) {
            assertThat(guest.run("echo beside").stdout()).isEqualTo("beside\n");
            InputStream out = flood.stdout();
            assertThat(new String(out.readNBytes(14), UTF_8)).isEqualTo("line 0\nline 1\n");
            assertThat(out.readNBytes(3_000_000)).hasSize(3_000_000);
        }
    }

    @Test
    void runsManyAtOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(12);
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int number = i;
            all.add(
                    pool.submit(
                            () ->
                                    guest.run(
                                                    "while [ ! -e /tmp/go ]; do sleep 0.05; done; echo "
                                                            + number)
                                            .stdout()));
        }
        guest.run("touch /tmp/go").check();
        for (int i = 0; i < 12; i++) {
            assertThat(all.get(i).get()).isEqualTo(i + "\n");
        }
        pool.shutdown();
        guest.run("rm /tmp/go");
    }

    @Test
    void talksToWhatRuns() throws Exception {
        try (Execution cat = guest.start("while read -r line; do echo \"<$line>\"; done; exit 5")) {
            OutputStream stdin = cat.stdin();
            stdin.write("one\n".getBytes(UTF_8));
            assertThat(new String(cat.stdout().readNBytes(6), UTF_8)).isEqualTo("<one>\n");
            assertThat(cat.await(Duration.ofMillis(50))).isEmpty();
            stdin.close();
            assertThat(cat.await(LONG).orElseThrow().code()).isEqualTo(5);
            assertThat(cat.stdout().read()).isEqualTo(-1);
        }
    }

    @Test
    void sendsSignals() throws Exception {
        try (Execution sleep =
                guest.start(
                        "trap 'echo got it; exit 7' USR1; echo up; while :; do sleep 0.05; done")) {
            assertThat(new String(sleep.stdout().readNBytes(3), UTF_8)).isEqualTo("up\n");
            sleep.signal(10);
            assertThat(sleep.await(LONG).orElseThrow().code()).isEqualTo(7);
        }
    }
}
