package org.qemu.functional.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Start processes that the kernel kills when this program dies, even by {@code kill -9}: through
 * {@code setpriv --pdeathsig}, see PR_SET_PDEATHSIG in prctl(2).
 *
 * <p>The kernel sends that signal when the <em>thread</em> ends that made the process, so all are
 * made by one thread that lives as long as the program.
 */
final class ProcessStarter {
    private static final ExecutorService THREAD =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread thread = new Thread(task, "process-starter");
                        thread.setDaemon(true);
                        return thread;
                    });

    private static final Optional<Path> SETPRIV = onPath("setpriv");

    private ProcessStarter() {}

    /**
     * Start a process tied to this program.
     *
     * @param mark by which what it forks is found
     * @throws IOException if it cannot be started, or not be tied for want of {@code setpriv}
     */
    static Process start(ProcessBuilder builder, ProcessMark mark)
            throws IOException, InterruptedException {
        Path setpriv =
                SETPRIV.orElseThrow(
                        () ->
                                new IOException(
                                        "'setpriv' is not in PATH, without which a process may"
                                                + " outlive its test; install util-linux"));
        List<String> command =
                new ArrayList<>(List.of(setpriv.toString(), "--pdeathsig", "KILL", "--"));
        command.addAll(builder.command());
        builder.command(command);
        mark.putInto(builder);
        CompletableFuture<Process> started = new CompletableFuture<>();
        THREAD.execute(
                () -> {
                    try {
                        started.complete(builder.start());
                    } catch (IOException | RuntimeException e) {
                        started.completeExceptionally(e);
                    }
                });
        try {
            return started.get();
        } catch (InterruptedException e) {
            // It may be on its way, and nobody else will know of it.
            var unused = started.thenAccept(Process::destroyForcibly);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Do something on the thread that starts processes, after what it has to do now. */
    static void later(Runnable action) {
        THREAD.execute(action);
    }

    /** Find an executable by its name in {@code PATH}. */
    static Optional<Path> onPath(String name) {
        return ProgramPath.find(name, HarnessSettings.current().environment());
    }
}
