package org.qemu.functional.launch.internal.bundle;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.settings.internal.ProgramLocal;

/**
 * Runs programs concurrently, each on a thread of its own and with its own values of each {@link
 * ProgramLocal}.
 *
 * <p>After a program is stuck, no other program begins: its thread continues, and may hold what the
 * others need. They run in another JVM.
 */
public final class ProgramQueue {
    private final int width;
    private final BundleEvents events;
    private final Execution execution;

    /** Guarded by this, as are the following. */
    private final Deque<BundledProgram> waiting;

    private final Set<BundledProgram> running = new HashSet<>();
    private boolean closed;

    /** Runs a program. */
    @FunctionalInterface
    public interface Execution {
        /**
         * Run a program on the calling thread.
         *
         * @param threads how many threads it may use for its tests
         * @return its exit status
         */
        int run(BundledProgram program, int threads);
    }

    /**
     * Create a queue.
     *
     * @param width how many programs run concurrently
     */
    public ProgramQueue(
            Collection<BundledProgram> programs,
            int width,
            BundleEvents events,
            Execution execution) {
        this.waiting = new ArrayDeque<>(programs);
        this.width = width;
        this.events = events;
        this.execution = execution;
    }

    /** Run the programs, and return when none runs any more except those that are stuck. */
    public void run() throws InterruptedException {
        for (Start start = next(); start != null; start = next()) {
            Start now = start;
            Thread thread = new Thread(() -> execute(now), now.program().name());
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Give up on a program that does not end. */
    public synchronized void stuck(BundledProgram program, String reason) {
        if (running.remove(program)) {
            closed = true;
            events.stuck(program.name(), reason);
            notifyAll();
        }
    }

    private record Start(BundledProgram program, int threads) {}

    /** Wait until another program can begin; return null if that will not happen. */
    private synchronized @Nullable Start next() throws InterruptedException {
        while (running.size() >= width || (isOver() && !running.isEmpty())) {
            wait();
        }
        if (isOver()) {
            return null;
        }
        int left = running.size() + waiting.size();
        BundledProgram program = waiting.remove();
        running.add(program);
        events.began(program.name());
        return new Start(program, Math.max(1, width / left));
    }

    private synchronized boolean isOver() {
        return closed || waiting.isEmpty();
    }

    private void execute(Start start) {
        ProgramLocal.beginProgram();
        HarnessSettings.override(start.program().environment());
        ended(start.program(), execution.run(start.program(), start.threads()));
    }

    private synchronized void ended(BundledProgram program, int status) {
        if (running.remove(program)) {
            events.ended(program.name(), status);
            notifyAll();
        }
    }
}
