package org.qemu.functional.machine;

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
 * Ask gdb where a QEMU that left a core file behind has crashed.
 *
 * <p>Whether there is a core is up to the system, see core(5): {@code ulimit -c} must allow one,
 * and {@code /proc/sys/kernel/core_pattern} name a file in the working folder, {@code core} or
 * {@code core.<pid>}, or be that of systemd, which is asked by {@code coredumpctl}.
 */
final class Backtrace {
    private static final String GDB = "QEMU_TEST_GDB";
    private static final Duration TIMEOUT = TimeoutScale.scaled(Duration.ofSeconds(30));
    private static final int LINES = 40;

    private Backtrace() {}

    /**
     * Return the backtrace as a part of a message, or why there is none; the core is moved among
     * the test's logs.
     *
     * @param logs where the core goes, as {@code core.<pid>}
     */
    static String of(List<String> command, QemuProcess process, Path logs) {
        Optional<Path> found = core(process);
        if (found.isEmpty()) {
            return "  backtrace: none, as there is no core file (ulimit -c, core_pattern: core(5))\n";
        }
        Path core = found.get();
        try {
            core =
                    Files.move(
                            core,
                            logs.resolve("core." + process.pid()),
                            StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // It is as good where it is.
        }
        Optional<Path> gdb = gdb();
        if (gdb.isEmpty()) {
            return "  backtrace: none, as there is no gdb (in PATH or %s); the core is '%s'\n"
                    .formatted(GDB, core);
        }
        return "  backtrace (of '%s'):\n%s\n"
                .formatted(core, OutputExcerpt.quoteFirst(ask(gdb.get(), command, core), LINES));
    }

    static Optional<Path> gdb() {
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

    /** A plain "core" may be anybody's, of long ago. */
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
            return "gdb could not be asked: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "gdb was interrupted";
        }
    }

    /** QEMU behind its wrapper. */
    private static String program(List<String> command) {
        return command.stream()
                .filter(word -> word.contains("qemu-"))
                .findFirst()
                .orElse(command.get(0));
    }
}
