package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that errors of the environment, such as a binary that is not QEMU, are not reported as
 * test failures.
 */
class EnvironmentTest extends ProgramFixture {
    private static final String FIXTURE = "org.qemu.functional.launch.fixture.LaunchFixture#";

    private Result runWith(Path qemu, String test) throws Exception {
        return run(Map.of("QEMU_TEST_QEMU_BINARY", qemu.toString()), FIXTURE + test);
    }

    private Path script(String text) throws IOException {
        Path script = folder.resolve("qemu-system-x86_64");
        Files.writeString(script, text);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private static void hasKind(Result result, String kind, String message) {
        assertThat(result.out()).contains("not ok 1").contains("kind: \"" + kind + "\"");
        assertThat(result.out()).contains(message);
    }

    @Test
    void tellsThatQemuIsMissing() throws Exception {
        Result result = runWith(folder.resolve("none"), "launches");
        hasKind(result, "environment", "is not a program");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void tellsThatQemuCannotBeExecuted() throws Exception {
        Path file = Files.writeString(folder.resolve("qemu-system-x86_64"), "");
        hasKind(runWith(file, "launches"), "environment", "is not a program");
        Path other = script("#!/nowhere/sh\n");
        hasKind(runWith(other, "launches"), "environment", "cannot be executed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"launches", "asksForAMachine", "asksForABackEnd"})
    void tellsThatTrueIsNoQemu(String test) throws Exception {
        hasKind(runWith(Path.of("/bin/true"), test), "environment", "QEMU");
    }

    @Test
    void tellsThatAnotherProgramIsNoQemu() throws Exception {
        hasKind(
                runWith(Path.of("/bin/ls"), "launches"),
                "environment",
                "'/bin/ls' is no QEMU: it answers 'ls (GNU coreutils)");
    }

    @Test
    void leavesToTheTestWhatQemuRefuses() throws Exception {
        Path qemu =
                script(
                        """
                        #!/bin/sh
                        exec qemu-system-x86_64 -no-such-option "$@"
                        """);
        hasKind(runWith(qemu, "launches"), "test", "no-such-option");
    }

    @Test
    void tellsThatAPortIsTaken() throws Exception {
        Result result = run(Map.of(), FIXTURE + "forwardsATakenPort");
        hasKind(result, "environment", "cannot listen on a port of the host");
    }

    @Test
    void tellsThatAWrapperWentAway() throws Exception {
        Path wrapper =
                script(
                        """
                        #!/bin/sh
                        setsid qemu-system-x86_64 "$@" &
                        """);
        hasKind(runWith(wrapper, "launches"), "environment", "QEMU exited with status 0");
    }

    /** Start a monitor that sends text and remains connected. */
    private Path monitor(String says) throws IOException {
        return script(
                """
                #!/usr/bin/env python3
                import re, socket, sys
                if "--version" in sys.argv:
                    print("QEMU emulator version 10.0.0")
                    sys.exit(0)
                path = re.search(r"path=([^, ]+)", " ".join(sys.argv)).group(1)
                monitor = socket.socket(socket.AF_UNIX)
                monitor.connect(path)
                def say(data):
                    try:
                        monitor.sendall(data)
                    except BrokenPipeError:
                        pass
                greeting = b'{"QMP": {"version": {}, "capabilities": []}}\\n'
                SAYS
                while monitor.recv(4096):
                    pass
                """
                        .replace("SAYS", says));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "say(b'HTTP/1.1 400 Bad Request\\r\\n\\r\\n')",
                "say(b'{\\xff\\xfe\\n')",
                "say(b'[' * 100000)",
                "say(b'{\"QMP\": ' + b'[' * 100000 + b'\\n')",
                "say(b'no line feed')"
            })
    void tellsThatTheMonitorDoesNotSpeakQmp(String says) throws Exception {
        Result result = runWith(monitor(says), "launches");
        hasKind(result, "harness", "the monitor sent data that is not QMP: '");
        assertThat(result.status()).isEqualTo(3);
    }

    @Test
    void tellsThatTheMonitorStopsToSpeakQmp() throws Exception {
        Path qemu =
                monitor(
                        """
                        say(greeting)
                        command = monitor.recv(4096)
                        number = re.search(rb'"id":"([^"]+)"', command).group(1)
                        say(b'{"return": {}, "id": "' + number + b'"}\\nSegmentation fault\\n')
                        """
                                .strip());
        Result result = runWith(qemu, "launches");
        hasKind(result, "harness", "the monitor sent data that is not QMP: 'Segmentation fault'");
    }

    @Test
    void boundsTheGreeting() throws Exception {
        Path qemu = monitor("say(b'{\"QMP\": \"' + b'x' * 50000000 + b'\"}\\n')");
        Result result =
                run(
                        Map.of(
                                "QEMU_TEST_QEMU_BINARY",
                                qemu.toString(),
                                "JAVA_TOOL_OPTIONS",
                                "-Xmx256m"),
                        FIXTURE + "launches");
        hasKind(result, "harness", "the monitor sent a line longer than the 1048576 bytes");
        assertThat(result.err()).doesNotContain("OutOfMemoryError");
    }

    @Test
    void keepsTheLogOfAQemuThatDiesWhileItIsAsked() throws Exception {
        Path qemu =
                monitor(
                        """
                        print("hw/core: assertion failed: nothing goes", flush=True)
                        say(greeting)
                        sys.exit(1)
                        """
                                .strip());
        Result result = runWith(qemu, "asksForAMachine");
        assertThat(result.out()).contains("not ok 1").contains("assertion failed: nothing goes");
        String log = result.out().replaceFirst("(?s).*QEMU's output \\(([^)]+)\\).*", "$1");
        assertThat(Path.of(log)).content().contains("assertion failed: nothing goes");
    }

    @Test
    void tellsThatAnAssetIsDamaged() throws Exception {
        String hash = "0123456789abcdef".repeat(4);
        Path cache = Files.createDirectories(folder.resolve("cache/download"));
        Files.writeString(cache.resolve(hash), "not that");
        Result result =
                run(
                        Map.of(
                                "QEMU_TEST_CACHE_DIR",
                                folder.resolve("cache").toString(),
                                "QEMU_TEST_NO_DOWNLOAD",
                                "1"),
                        "org.qemu.functional.launch.fixture.AssetFixture");
        hasKind(result, "bad-asset", "is damaged");
        assertThat(result.status()).isEqualTo(6);
    }
}
