package org.qemu.functional.machine.internal.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Ask gdb for the backtrace of a QEMU that left a core file.
 *
 * <p>The system decides whether a core file is written, see core(5): {@code ulimit -c} must allow
 * it, and {@code /proc/sys/kernel/core_pattern} must either name a file in the working directory,
 * {@code core} or {@code core.<pid>}, or be the pattern of systemd, whose {@code coredumpctl} is
 * used then.
 */
public final class Backtrace {
    private static final String GDB = "QEMU_TEST_GDB";
    private static final Duration TIMEOUT = TimeoutScale.scaled(Duration.ofSeconds(30));
    private static final int LINES = 40;

    private Backtrace() {}

    /**
     * Return the backtrace as part of a message, or the reason why there is none. The core file is
     * moved to the logs of the test.
     *
     * @param logs the folder that the core file is moved to, as {@code core.<pid>}
     */
    public static String of(List<String> command, QemuProcess process, Path logs) {
        Optional<Path> found = core(process);
        if (found.isEmpty()) {
            return "  backtrace: none; no core file was found (check ulimit -c and core_pattern, see core(5))\n";
        }
        Path core = found.get();
        try {
            core =
                    Files.move(
                            core,
                            logs.resolve("core." + process.pid()),
                            StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // The core file can be read in its original place as well.
        }
        Optional<Path> gdb = gdb();
        if (gdb.isEmpty()) {
            return "  backtrace: none; gdb is neither in PATH nor set by %s; the core file is '%s'\n"
                    .formatted(GDB, core);
        }
        return "  backtrace (from '%s'):\n%s\n"
                .formatted(core, OutputExcerpt.quoteFirst(ask(gdb.get(), command, core), LINES));
    }

    public static Optional<Path> gdb() {
        String named = HarnessSettings.current().environment().get(GDB);
        return named == null || named.isEmpty()
                ? ProcessStarter.onPath("gdb")
                : Optional.of(Path.of(named)).filter(Files::isExecutable);
    }

    private static Optional<Path> core(QemuProcess process) {
        Path folder = Path.of("").toAbsolutePath();
        return Stream.of("core." + process.pid(), "core")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .filter(core -> isOf(core, process))
                .findFirst();
    }

    /**
     * Return whether a core file is newer than the start of the process: a file named just "core"
     * may be an old one of another program.
     */
    private static boolean isOf(Path core, QemuProcess process) {
        try {
            return !Files.getLastModifiedTime(core).toInstant().isBefore(process.started());
        } catch (IOException e) {
            return false;
        }
    }

    private static String ask(Path gdb, List<String> command, Path core) {
        try {
            Process asked =
                    ProcessStarter.start(
                            new ProcessBuilder(
                                            gdb.toString(),
                                            "-batch",
                                            "-nx",
                                            "-ex",
                                            "set print thread-events off",
                                            "-ex",
                                            "bt",
                                            program(command),
                                            core.toString())
                                    .redirectErrorStream(true),
                            ProcessMark.next());
            asked.getOutputStream().close();
            var killer = asked.onExit().orTimeout(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
            var unused =
                    killer.exceptionally(
                            late -> {
                                asked.destroyForcibly();
                                return asked;
                            });
            String output = new String(asked.getInputStream().readAllBytes(), UTF_8);
            int frames = output.indexOf("#0 ");
            return frames < 0 ? output : output.substring(frames);
        } catch (IOException e) {
            return "cannot run gdb: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "gdb was interrupted";
        }
    }

    /** Return the QEMU program of a command line that may begin with a wrapper. */
    private static String program(List<String> command) {
        return command.stream()
                .filter(word -> word.contains("qemu-"))
                .findFirst()
                .orElse(command.get(0));
    }
}
