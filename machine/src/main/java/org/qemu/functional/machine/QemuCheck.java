package org.qemu.functional.machine;

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

/**
 * Tells a program that is no QEMU, or a wrapper that goes away, from a QEMU that refuses to start.
 */
final class QemuCheck {
    /** The statuses of shells, env(1) and setpriv(1) for what cannot be executed or found. */
    static final int CANNOT_EXECUTE = 126;

    private static final int NOT_FOUND = 127;

    /** How long the program may take to tell its version, in seconds. */
    private static final int PATIENCE = 5;

    private static final int MAX_QUOTED = 80;

    /** QEMU's complaint about the pipes of one of our consoles. */
    private static final Pattern CLOSED_PIPES =
            Pattern.compile(
                    "-chardev pipe,id=console(-[^,]*)?,path=([^,:]+): Could not open '\\2'");

    private static final Map<Path, Optional<String>> KNOWN = new ConcurrentHashMap<>();

    private QemuCheck() {}

    /**
     * Explain an exit before the monitor was reached by what the program is.
     *
     * @param output what it wrote
     * @return empty if it is a QEMU, as far as can be seen
     */
    static Optional<String> ofExit(Path binary, ExitStatus exit, String output)
            throws InterruptedException {
        if (exit.signalled()) {
            return Optional.empty();
        }
        if (exit.code() == CANNOT_EXECUTE || exit.code() == NOT_FOUND) {
            return Optional.of(
                    "'%s' or its wrapper cannot be executed: see its output".formatted(binary));
        }
        Optional<String> complaint = ofOutput(output);
        if (complaint.isPresent()) {
            return complaint;
        }
        if (output.isBlank()) {
            return Optional.of(
                    "'%s' ended without a word: either it is no QEMU, or a wrapper that does not wait for the QEMU that it starts; a wrapper is to end with 'exec'"
                            .formatted(binary));
        }
        return ofVersion(binary);
    }

    /** Explain by a complaint about what this program has made for it. */
    static Optional<String> ofOutput(String output) {
        return CLOSED_PIPES.matcher(output).find()
                ? Optional.of(
                        "it cannot open the pipes of its console, which are in /proc/%d/fd; a wrapper that runs QEMU in another PID namespace (a container, unshare) or as another user must run the whole test program there"
                                .formatted(ProcessHandle.current().pid()))
                : Optional.empty();
    }

    /** Explain by what the program answers to {@code --version}; empty if that is QEMU's answer. */
    static Optional<String> ofVersion(Path binary) throws InterruptedException {
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
                if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return Optional.empty(); // which may be the host's fault
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
        // A complaint of QEMU's has its program's name.
        if (answer.toLowerCase(Locale.ROOT).contains("qemu")) {
            return Optional.empty();
        }
        String line = answer.lines().findFirst().orElse("");
        return Optional.of(
                "'%s' is no QEMU: it answers '%s' to --version"
                        .formatted(binary, line.substring(0, Math.min(MAX_QUOTED, line.length()))));
    }
}
