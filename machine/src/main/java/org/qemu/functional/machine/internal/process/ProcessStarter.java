package org.qemu.functional.machine.internal.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.trace.internal.HostSampler;

/**
 * Start processes that the kernel kills when this program ends, even by {@code kill -9}: through
 * {@code setpriv --pdeathsig}, see PR_SET_PDEATHSIG in prctl(2).
 *
 * <p>The kernel sends that signal when the <em>thread</em> that created the process ends. Therefore
 * one thread, which lives as long as the program, creates all processes.
 */
public final class ProcessStarter {
    private static final ScheduledExecutorService THREAD =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "process-starter");
                        thread.setDaemon(true);
                        return thread;
                    });

    static {
        HostSampler.sampleOn(THREAD);
    }

    private static final Optional<Path> SETPRIV = onPath("setpriv");

    private ProcessStarter() {}

    /**
     * Start a process that is killed when this program ends.
     *
     * @param mark the mark by which its descendants are found
     * @throws IOException if it cannot be started, or {@code setpriv} is missing
     */
    public static Process start(ProcessBuilder builder, ProcessMark mark)
            throws IOException, InterruptedException {
        Path setpriv =
                SETPRIV.orElseThrow(
                        () ->
                                new IOException(
                                        "'setpriv' is not in PATH; without it, a process may"
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
            // The process may be starting just now, and no other code has a reference to it.
            var unused = started.thenAccept(Process::destroyForcibly);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Run an action on the thread that starts processes, after its pending work. */
    static void later(Runnable action) {
        THREAD.execute(action);
    }

    /** Find an executable in {@code PATH} by its name. */
    public static Optional<Path> onPath(String name) {
        return ProgramPath.find(name, HarnessSettings.current().environment());
    }
}
