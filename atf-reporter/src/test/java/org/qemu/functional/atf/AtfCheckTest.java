package org.qemu.functional.atf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.qemu.functional.atf.OutputCheck.empty;
import static org.qemu.functional.atf.OutputCheck.file;
import static org.qemu.functional.atf.OutputCheck.ignored;
import static org.qemu.functional.atf.OutputCheck.match;
import static org.qemu.functional.atf.OutputCheck.notEmpty;
import static org.qemu.functional.atf.OutputCheck.notMatch;
import static org.qemu.functional.atf.OutputCheck.notText;
import static org.qemu.functional.atf.OutputCheck.savedTo;
import static org.qemu.functional.atf.OutputCheck.text;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;

class AtfCheckTest {
    private static final Path ATF_CHECK = Path.of("/usr/libexec/atf-check");

    @TempDir static Path shared;
    @TempDir Path folder;

    static Stream<Arguments> checks() throws Exception {
        Path golden = Files.writeString(shared.resolve("golden"), "hi\n");
        return Stream.of(
                check("true", "", c -> c),
                check("false", "", c -> c),
                check("exit 3", "-s exit:3", c -> c.exits(3)),
                check("exit 4", "-s exit:3", c -> c.exits(3)),
                check("exit 4", "-s exit", c -> c.exits()),
                check("exit 4", "-s not-exit:4", c -> c.exitsNot(4)),
                check("exit 143", "-s exit:143", c -> c.exits(143)),
                check("exit 143", "-s signal:15", c -> c.signaled(15)),
                check("kill -15 $$", "-s signal:15", c -> c.signaled(15)),
                check("kill -15 $$", "-s exit:143", c -> c.exits(143)),
                check("kill -9 $$", "-s signal", c -> c.signaled()),
                check("kill -9 $$", "-s exit", c -> c.exits()),
                check("kill -9 $$", "-s ignore", c -> c.ignoreStatus()),
                check("nosuch", "-s exit:127 -e not-empty", c -> c.exits(127).stderr(notEmpty())),
                check("echo hi", "", c -> c),
                check("echo hi", "-o ignore", c -> c.stdout(ignored())),
                check("echo hi", "-o not-empty", c -> c.stdout(notEmpty())),
                check("true", "-o not-empty", c -> c.stdout(notEmpty())),
                check("echo hi", "-o inline:hi\\n", c -> c.stdout(text("hi\n"))),
                check("echo hi", "-o inline:hi", c -> c.stdout(text("hi"))),
                check("echo hi", "-o not-inline:hi", c -> c.stdout(notText("hi"))),
                check("echo hi", "-o file:" + golden, c -> c.stdout(file(golden))),
                check("echo ho", "-o file:" + golden, c -> c.stdout(file(golden))),
                check("true", "-o file:/nonexistent", c -> c.stdout(file(Path.of("/nonexistent")))),
                check("echo hi", "-o match:^h.$", c -> c.stdout(match("^h.$"))),
                check("echo ho; echo hi", "-o match:^hi$", c -> c.stdout(match("^hi$"))),
                check("echo hi", "-o match:x", c -> c.stdout(match("x"))),
                check("echo hi", "-o not-match:x", c -> c.stdout(notMatch("x"))),
                check("echo hi", "-o not-match:h", c -> c.stdout(notMatch("h"))),
                check("echo hi", "-o match:h -o match:i", c -> c.stdout(match("h"), match("i"))),
                check("echo hi", "-o match:h -o match:x", c -> c.stdout(match("h"), match("x"))),
                check("echo hi >&2", "", c -> c),
                check("echo hi >&2", "-e inline:hi\\n", c -> c.stderr(text("hi\n"))),
                check("echo hi >&2", "-o inline:hi\\n", c -> c.stdout(text("hi\n"))),
                check("echo hi", "-o save:saved", c -> c.stdout(savedTo(shared.resolve("saved")))));
    }

    private interface Configure {
        AtfCheck of(AtfCheck check);
    }

    private static Arguments check(String command, String options, Configure configure) {
        return Arguments.of(command, options, configure);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("checks")
    void hasTheVerdictOfAtfSh(String command, String options, Configure configure)
            throws Exception {
        assumeTrue(Files.exists(ATF_CHECK), "no " + ATF_CHECK + ": apt-get install atf-sh");
        List<String> words = new ArrayList<>(List.of(ATF_CHECK.toString()));
        if (!options.isEmpty()) {
            words.addAll(List.of(options.split(" ")));
        }
        words.addAll(List.of("-x", command));
        TestProgram.Output ofAtf = TestProgram.execute(folder, Map.of(), words);

        boolean met;
        try {
            configure.of(AtfCheck.shell(command)).run();
            met = true;
        } catch (AssertionFailedError e) {
            met = false;
        }

        assertThat(met).as(ofAtf.toString()).isEqualTo(ofAtf.status() == 0);
    }

    @Test
    void messageNamesEverythingThatIsWrong() {
        assertThatThrownBy(
                        () ->
                                AtfCheck.command("sh", "-c", "echo out; echo err >&2; exit 3")
                                        .stdout(text("other\n"))
                                        .stderr(empty())
                                        .run())
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage(
                        """
                        Executing command [ sh -c 'echo out; echo err >&2; exit 3' ]
                        Fail: incorrect exit status: 3, expected: 0
                        Fail: stdout does not match the expected text from byte 1 on, in line 1
                        expected:
                          other
                        actual:
                          out
                        Fail: stderr not empty:
                          err
                        stdout:
                          out
                        stderr:
                          err
                        """);
    }

    @Test
    void messageIsBoundedAndPrintable() {
        assertThatThrownBy(() -> AtfCheck.shell("seq 100000; printf '\\033[1m\\000'").run())
                .hasMessageContaining("[… 99961 more lines]")
                .hasMessageContaining("no newline at the end")
                .satisfies(
                        e ->
                                assertThat(e.getMessage())
                                        .doesNotContain("\033")
                                        .hasSizeLessThan(2000));
    }

    @Test
    void comparesBytesAndNotCharacters() {
        assertThatThrownBy(() -> AtfCheck.shell("printf '\\344'").stdout(text("\u00e4")).run())
                .isInstanceOf(AssertionFailedError.class);
        assertThatThrownBy(() -> AtfCheck.shell("printf '\\344'").stdout(text("\uFFFD")).run())
                .isInstanceOf(AssertionFailedError.class);
    }

    @Test
    void savesOutputsThatLaterChecksUse() throws Exception {
        Path saved = folder.resolve("saved");

        AtfCheck.shell("echo one; echo two").stdout(savedTo(saved), match("two")).run();
        AtfCheck.command("cat", saved.toString()).stdout(file(saved)).run();

        assertThat(saved).hasContent("one\ntwo\n");
    }

    @Test
    void doesNotPassIfAnOutputCannotBeSaved() {
        // atf-check(1) of atf-sh 0.21 ignores this error.
        assertThatThrownBy(
                        () ->
                                AtfCheck.shell("echo hi")
                                        .stdout(savedTo(Path.of("/nonexistent/file")))
                                        .run())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot save stdout to '/nonexistent/file'");
    }

    @Test
    void passesLargeOutputs() {
        assertThatCode(
                        () ->
                                AtfCheck.shell(
                                                "head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2")
                                        .stdout(notEmpty())
                                        .stderr(notEmpty())
                                        .run())
                .doesNotThrowAnyException();
    }

    @Test
    void endsTheCommandWhenItsThreadIsInterrupted() throws Exception {
        Path pid = folder.resolve("pid");
        CountDownLatch interrupted = new CountDownLatch(1);
        AtfCheck.command("mkfifo", pid.toString()).run();
        AtfCheck check = AtfCheck.shell("echo $$ > " + pid + "; exec sleep 600");
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                check.run();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                        });
        thread.start();
        long child = Long.parseLong(Files.readString(pid).strip());

        thread.interrupt();
        interrupted.await();

        ProcessHandle.of(child).ifPresent(process -> process.onExit().join());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }
}
