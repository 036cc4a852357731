package org.qemu.functional.machine.internal.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.logging.Log;
import org.qemu.functional.machine.internal.process.ProcessMark;
import org.qemu.functional.machine.internal.process.ProcessStarter;
import org.qemu.functional.text.SafeText;

/** Runs the script {@code qemu-suite}, which is a resource beside this class. */
final class SuiteScript {
    private static final Log LOG = Log.of("qemu.machine");

    private static final String NAME = "qemu-suite";
    private static final String PREFIX = NAME + ": ";

    /** The exit status of sysexits.h that invites the user to try again, EX_TEMPFAIL. */
    private static final int TEMPORARY_FAILURE = 75;

    private static final int MAX_LINES = 8;

    private final Map<String, String> environment;

    SuiteScript(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Fetch the QEMU of a suite.
     *
     * @param folder where to unpack it
     * @param target as in {@code qemu-system-<target>}
     * @return the folder with the program
     * @throws SuiteFetchException if it cannot be fetched
     */
    Path run(String suite, Path folder, String target) throws SuiteFetchException {
        try {
            return start(suite, folder, target);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SuiteFetchException(
                    true, "interrupted while fetching the QEMU of '%s'".formatted(suite));
        } catch (IOException | UncheckedIOException e) {
            throw new SuiteFetchException(
                    false, "cannot fetch the QEMU of '%s': %s".formatted(suite, e.getMessage()));
        }
    }

    private Path start(String suite, Path folder, String target)
            throws IOException, InterruptedException, SuiteFetchException {
        Path bash =
                ProgramPath.find("bash", environment)
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "'bash' is not in PATH; install it, or a QEMU"));
        ProcessBuilder builder =
                new ProcessBuilder(bash.toString(), "-s", "--", suite, folder.toString(), target);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("SUITE_SOURCE", resource("suite-source.awk"));
        builder.environment().remove("FORCE");
        Process process = ProcessStarter.start(builder, ProcessMark.next());
        try {
            try (OutputStream input = process.getOutputStream()) {
                input.write(resource(NAME).getBytes(UTF_8));
            }
            // Unlike a read, this wait can be interrupted.
            Deque<String> errors = CompletableFuture.supplyAsync(() -> follow(process)).get();
            String bin = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            int status = process.waitFor();
            if (status != 0) {
                throw failure(suite, status, errors);
            }
            return Path.of(bin);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } finally {
            process.destroyForcibly(); // the kernel ends its children then
        }
    }

    /** Show what the script says, until it closes its standard error. */
    private static Deque<String> follow(Process process) {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader lines = process.errorReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String safe = SafeText.line(line);
                LOG.info("{}", safe);
                if (safe.startsWith(PREFIX)) {
                    System.err.println(safe);
                }
                last.add(safe);
                if (last.size() > MAX_LINES) {
                    last.remove();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return last;
    }

    private static SuiteFetchException failure(String suite, int status, Deque<String> errors) {
        String all = errors.isEmpty() ? "exit status " + status : String.join("; ", errors);
        boolean full = all.contains("No space left");
        // The script explains what it expects; other programs do not.
        boolean explained = !errors.isEmpty() && errors.getLast().startsWith(PREFIX);
        String said = explained ? errors.getLast().substring(PREFIX.length()) : all;
        return new SuiteFetchException(
                status == TEMPORARY_FAILURE,
                "cannot fetch the QEMU of '%s': %s%s"
                        .formatted(
                                suite,
                                said,
                                full
                                        ? "; make room there, or set QEMU_TEST_CACHE_DIR to a folder on another disk"
                                        : ""));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        SuiteScript.class.getResourceAsStream(name), "the jar lacks " + name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
