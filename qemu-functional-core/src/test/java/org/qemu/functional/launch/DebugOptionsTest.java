package org.qemu.functional.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.qemu.functional.gdb.GdbRemote;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Tests the debugging options for users. */
@Timeout(120)
class DebugOptionsTest extends ProgramFixture {
    private static final String FIXTURE = "org.qemu.functional.launch.fixture.WatchedFixture";

    private Optional<Path> find(String name) throws IOException {
        try (Stream<Path> found = Files.find(folder, 9, (path, any) -> path.endsWith(name))) {
            return found.findFirst();
        }
    }

    @Test
    void keepLeavesTheScratchFolder() throws Exception {
        run(Map.of(), FIXTURE + "#fails");
        assertThat(find("left.txt")).isEmpty();
        run(Map.of(), "--keep", FIXTURE + "#fails");
        assertThat(find("left.txt").orElseThrow()).hasContent("left behind");
    }

    @Test
    void traceTellsAllAsItGrows() throws Exception {
        Result result = run(Map.of(), "--trace", FIXTURE + "#fails");
        assertThat(result.err())
                .contains("VM 'default': starting QEMU")
                .contains("qmp_capabilities")
                .contains("hello");
        assertThat(result.out())
                .startsWith("TAP version 13\n1..1\n# running ")
                .contains("\nnot ok 1");
    }

    @Test
    void consoleIsTheUsers() throws Exception {
        Process program = start("--console", FIXTURE + "#hears");
        try (OutputStream keyboard = program.getOutputStream()) {
            awaitLine(program, "hello.*");
            keyboard.write("typed by a user".getBytes(UTF_8));
            keyboard.flush();
            assertThat(program.waitFor()).isZero();
            assertThat(Files.readString(folder.resolve("out")))
                    .contains("ok 1 - WatchedFixture.hears\n");
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void pauseLeavesTheMachineToTheUser() throws Exception {
        Process program = start("--pause-on-failure", FIXTURE + "#fails");
        try (OutputStream keyboard = program.getOutputStream()) {
            assertThat(awaitLine(program, "=== .*failed: (.*)").group(1)).contains("on purpose");
            Path console = Path.of(awaitLine(program, ".*console: .*UNIX-CONNECT:(.*)").group(1));
            Path qmp = Path.of(awaitLine(program, ".*--qmp (.*)").group(1));
            Path gdb = Path.of(awaitLine(program, ".*target remote (.*)").group(1));

            try (SocketChannel line = SocketChannel.open(UnixDomainSocketAddress.of(console))) {
                line.write(ByteBuffer.wrap("echo me".getBytes(UTF_8)));
                StringBuilder received = new StringBuilder();
                BufferedReader in = new BufferedReader(Channels.newReader(line, UTF_8));
                while (received.indexOf("echo me") < 0) {
                    received.append((char) in.read());
                }
            }
            Result shell = shell(qmp, "query-status\n");
            assertThat(shell.out()).contains("\"running\"");
            try (GdbRemote debugger = GdbRemote.connect(gdb)) {
                assertThat(debugger.architecture()).startsWith("i386");
                debugger.detach();
            }
            keyboard.write('\n');
            keyboard.flush();
            assertThat(program.waitFor()).isEqualTo(1);
            assertThat(console).doesNotExist();
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void qmpShellSpeaksAsPeopleType() throws Exception {
        Path socket = folder.resolve("monitor");
        QemuBinary binary = QemuBinary.locate(Map.of(), folder, Optional.of("x86_64"));
        try (QemuMachine vm = QemuMachine.create(binary, "shell", folder)) {
            vm.addArgs("-machine", "none", "-nodefaults");
            vm.addArgs("-qmp", "unix:%s,server=on,wait=off".formatted(socket));
            vm.launch();
            Result result =
                    shell(
                            socket,
                            """
                            query-status
                            stop

                            object-add qom-type=iothread id=io1 poll-max-ns=5
                            qom-get path=/objects/io1 property=poll-max-ns
                            no-such-thing
                            {"execute": "query-name"}
                            """);
            assertThat(result.status()).isZero();
            assertThat(result.out())
                    .contains("connected to QEMU")
                    .contains("\"running\"")
                    .contains("STOP")
                    .contains("5")
                    .contains("CommandNotFound");
        }
        assertThat(run(Map.of(), "--qmp", "/nowhere").err()).contains("'/nowhere'");
    }

    @Test
    void budgetEndsATestWithAllThatIsKnown() throws Exception {
        Result result = run(Map.of(), FIXTURE + "#takesTooLong");
        assertThat(result.out()).contains("kind: \"timeout\"").contains("timeout.log");
        assertThat(result.status()).isEqualTo(1);
        // On a slow host, the timeout can occur before a machine is launched; MonitorTest covers
        // the rest.
        assertThat(find("timeout.log").orElseThrow())
                .content()
                .contains("WatchedFixture.takesTooLong");
    }

    private Result shell(Path socket, String input) throws Exception {
        Path in = Files.writeString(folder.resolve("in"), input);
        ProcessBuilder shell =
                program(Map.of(), java(Main.class.getName(), "--qmp", socket.toString()));
        shell.redirectInput(in.toFile()).redirectOutput(folder.resolve("shell.out").toFile());
        shell.redirectError(folder.resolve("shell.err").toFile());
        int status = shell.start().waitFor();
        return new Result(
                status,
                Files.readString(folder.resolve("shell.out")),
                Files.readString(folder.resolve("shell.err")));
    }

    private Process start(String... args) throws IOException {
        List<String> command = java(Main.class.getName());
        command.addAll(List.of(args));
        return program(Map.of(), command).redirectError(Redirect.PIPE).start();
    }

    private final Map<Process, BufferedReader> errors = new HashMap<>();

    /** Wait for a line on standard error. */
    private Matcher awaitLine(Process program, String regex) throws IOException {
        BufferedReader in =
                errors.computeIfAbsent(
                        program,
                        p -> new BufferedReader(new InputStreamReader(p.getErrorStream(), UTF_8)));
        Pattern wanted = Pattern.compile(regex);
        StringBuilder before = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Matcher matcher = wanted.matcher(line.strip());
            if (matcher.matches()) {
                return matcher;
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("no line is /" + regex + "/ in:\n" + before);
    }
}
