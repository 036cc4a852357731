package org.qemu.functional.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.qemu.functional.logging.Log;
import org.qemu.functional.machine.internal.launch.MachineReport;
import org.qemu.functional.machine.internal.process.Interruption;
import org.qemu.functional.machine.internal.process.OutputExcerpt;
import org.qemu.functional.machine.internal.process.ProcessMark;
import org.qemu.functional.machine.internal.process.ProcessStarter;
import org.qemu.functional.machine.internal.process.QemuCheck;
import org.qemu.functional.machine.internal.process.Survivors;
import org.qemu.functional.settings.TimeoutScale;

/** Run programs of another architecture with a user-mode QEMU such as {@code qemu-arm}. */
public final class UserModeProgram {
    private static final Log LOG = Log.of("qemu.machine");

    private final QemuBinary qemu;
    private final Path logs;
    private int runs;

    /**
     * Create a runner.
     *
     * @param logs the folder for the output of the programs: {@code run-1.stdout} …
     */
    public UserModeProgram(QemuBinary qemu, Path logs) {
        this.qemu = qemu;
        this.logs = logs;
    }

    /**
     * Run a program with an empty standard input, and wait until it ends.
     *
     * @param libraryPaths each becomes a {@code -L}: a folder with its loader and libraries
     * @throws AssertionError if it does not end in time; it is then killed
     * @throws LaunchException if QEMU cannot be started
     */
    public ProgramResult run(
            List<Path> libraryPaths, Path program, List<String> arguments, Duration timeout) {
        List<String> command = new ArrayList<>(List.of(qemu.toString()));
        libraryPaths.forEach(path -> command.addAll(List.of("-L", path.toString())));
        command.add(program.toString());
        command.addAll(arguments);
        String words = String.join(" ", command);
        LOG.info("running {}", words);
        runs++;
        Path out = logs.resolve("run-%d.stdout".formatted(runs));
        Path err = logs.resolve("run-%d.stderr".formatted(runs));
        ProcessMark mark = ProcessMark.next();
        try {
            Process process =
                    ProcessStarter.start(
                            new ProcessBuilder(command)
                                    .redirectInput(new File("/dev/null"))
                                    .redirectOutput(out.toFile())
                                    .redirectError(err.toFile()),
                            mark);
            long limit = TimeoutScale.scaled(timeout).toMillis();
            boolean ended;
            try {
                ended = process.waitFor(limit, TimeUnit.MILLISECONDS);
            } finally {
                // The process must end also when the wait was interrupted.
                process.destroyForcibly().onExit().join();
            }
            if (!ended) {
                throw new AssertionError(
                        "'%s' did not end within %d ms; it wrote:%n%s"
                                .formatted(words, limit, written(out, err)));
            }
            int code = ExitStatus.of(process).code();
            LOG.info("it ended with {}", code);
            if (code >= QemuCheck.CANNOT_EXECUTE && text(err).startsWith("setpriv:")) {
                throw LaunchException.ofEnvironment(
                        "cannot run '%s': %s".formatted(words, text(err).strip()));
            }
            return new ProgramResult(code, text(out), text(err));
        } catch (IOException e) {
            throw new LaunchException("cannot run '%s': %s".formatted(words, e.getMessage()), e);
        } catch (InterruptedException e) {
            throw Interruption.during("the end of " + words, e);
        } finally {
            Survivors.end(mark, 0);
        }
    }

    private static String written(Path... files) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            all.append(OutputExcerpt.quote(text(file), MachineReport.OUTPUT_LINES));
        }
        return all.toString();
    }

    /** Return a file's text. Bytes that are not valid UTF-8 become U+FFFD. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), UTF_8);
    }
}
