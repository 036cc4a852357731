package org.qemu.functional.atf.internal.check;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a command has written and how it has ended. */
public final class CommandRun {
    /**
     * Runs a command below a shell: only the shell's own standard error distinguishes a signal from
     * an exit with the same status.
     */
    private static final String SHELL = "exec 3>\"$1\"; shift; (\"$@\" 2>&3 3>&-); exit $?";

    private static final int SIGNALS = 128;

    /** The statuses of SIGINT and SIGPIPE, about which shells are silent. */
    private static final List<Integer> SILENT = List.of(SIGNALS + 2, SIGNALS + 13);

    private final int status;
    private final boolean signaled;
    private final byte[] stdout;
    private final byte[] stderr;

    private CommandRun(int status, boolean signaled, byte[] stdout, byte[] stderr) {
        this.status = status;
        this.signaled = signaled;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /**
     * Run a command without input in the current folder.
     *
     * @throws InterruptedException if the thread is interrupted; the command is ended
     */
    public static CommandRun of(List<String> command) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("atf-check.");
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        Path ofShell = folder.resolve("shell");
        try {
            List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SHELL, "sh"));
            words.add(err.toString());
            words.addAll(command);
            Process process =
                    new ProcessBuilder(words)
                            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(out.toFile())
                            .redirectError(ofShell.toFile())
                            .start();
            int status = waitFor(process);
            boolean signaled =
                    status > SIGNALS && (SILENT.contains(status) || Files.size(ofShell) > 0);
            return new CommandRun(
                    status, signaled, Files.readAllBytes(out), Files.readAllBytes(err));
        } finally {
            for (Path file : List.of(out, err, ofShell, folder)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Return the exit status, or 128 and the number of the signal. */
    public int status() {
        return status;
    }

    /** Return whether a signal ended the command. */
    public boolean signaled() {
        return signaled;
    }

    /** Return what the command wrote to its standard output. */
    public byte[] stdout() {
        return stdout.clone();
    }

    /** Return what the command wrote to its standard error. */
    public byte[] stderr() {
        return stderr.clone();
    }

    private static int waitFor(Process process) throws InterruptedException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw e;
        }
    }
}
