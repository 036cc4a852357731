package org.qemu.functional.machine.internal.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.qemu.functional.machine.ExitStatus;

/**
 * Distinguish a program that is not QEMU, or a wrapper that exits early, from a QEMU that refuses
 * to start.
 */
public final class QemuCheck {
    /**
     * The first of the exit statuses 126 and 127, with which shells, env(1) and setpriv(1) report a
     * program that cannot be executed or found.
     */
    public static final int CANNOT_EXECUTE = 126;

    private static final int NOT_FOUND = 127;

    /** The time limit for {@code --version}, in seconds. */
    private static final int VERSION_TIMEOUT_SECONDS = 5;

    private static final int MAX_QUOTED = 80;

    /** QEMU's error message about the pipes of one of the harness's consoles. */
    private static final Pattern CLOSED_PIPES =
            Pattern.compile(
                    "-chardev pipe,id=console(-[^,]*)?,path=([^,:]+): Could not open '\\2'");

    /** QEMU's error messages about a port of the host. */
    private static final Pattern PORT =
            Pattern.compile(
                    "Could not set up host forwarding rule|Failed to find an available port: Address already in use|Failed to bind socket: Address already in use");

    private static final Map<Path, Optional<String>> KNOWN = new ConcurrentHashMap<>();

    private QemuCheck() {}

    /**
     * Explain an exit before the monitor was reached by checking the program.
     *
     * @param output what it wrote
     * @return empty if the program appears to be QEMU
     */
    public static Optional<String> ofExit(Path binary, ExitStatus exit, String output)
            throws InterruptedException {
        if (exit.signaled()) {
            return Optional.empty();
        }
        if (exit.code() == CANNOT_EXECUTE || exit.code() == NOT_FOUND) {
            return Optional.of(
                    "'%s' or its wrapper cannot be executed; see its output".formatted(binary));
        }
        Optional<String> complaint = ofOutput(output);
        if (complaint.isPresent()) {
            return complaint;
        }
        if (output.isBlank()) {
            return Optional.of(
                    "'%s' exited without any output: either it is no QEMU, or it is a wrapper that does not wait for the QEMU that it starts; end the wrapper with 'exec'"
                            .formatted(binary));
        }
        return ofVersion(binary);
    }

    /** Explain an exit by an error message about the host and not about QEMU or its arguments. */
    public static Optional<String> ofOutput(String output) {
        if (CLOSED_PIPES.matcher(output).find()) {
            return Optional.of(
                    "it cannot open the pipes of its console, which are in /proc/%d/fd; if a wrapper runs QEMU in another PID namespace (a container, unshare) or as another user, run the whole test program there"
                            .formatted(ProcessHandle.current().pid()));
        }
        return PORT.matcher(output).find()
                ? Optional.of(
                        "it cannot listen on a port of the host, which another program uses or which only root may use: let QEMU choose the port, as hostfwd=tcp:127.0.0.1:0-:22 does")
                : Optional.empty();
    }

    /**
     * Explain an exit by the program's output for {@code --version}; empty if it is that of QEMU.
     */
    public static Optional<String> ofVersion(Path binary) throws InterruptedException {
        Optional<String> known = KNOWN.get(binary);
        if (known == null) {
            known = askVersion(binary);
            KNOWN.put(binary, known);
        }
        return known;
    }

    private static Optional<String> askVersion(Path binary) throws InterruptedException {
        ProcessMark mark = ProcessMark.next();
        try {
            Path answer = Files.createTempFile("version", ".txt");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(binary.toString(), "--version")
                                .redirectErrorStream(true)
                                .redirectInput(Path.of("/dev/null").toFile())
                                .redirectOutput(answer.toFile());
                Process process = ProcessStarter.start(builder, mark);
                if (!process.waitFor(VERSION_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return Optional.empty(); // the cause may be the host
                }
                return ofAnswer(binary, new String(Files.readAllBytes(answer), UTF_8));
            } finally {
                Survivors.end(mark, 0);
                Files.deleteIfExists(answer);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> ofAnswer(Path binary, String answer) {
        // An error message of QEMU contains the name of its program.
        if (answer.toLowerCase(Locale.ROOT).contains("qemu")) {
            return Optional.empty();
        }
        String line = answer.lines().findFirst().orElse("");
        return Optional.of(
                "'%s' is no QEMU: it answers '%s' to --version"
                        .formatted(binary, line.substring(0, Math.min(MAX_QUOTED, line.length()))));
    }
}
