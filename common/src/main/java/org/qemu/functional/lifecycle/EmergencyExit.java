package org.qemu.functional.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs registered actions when the program is ended from outside (SIGTERM, SIGINT) during a test.
 *
 * <p>There is one shutdown hook for all actions because separate hooks would run in no defined
 * order: first the reports, then the clean-ups, each in reverse order of registration. None of them
 * runs after {@code kill -9}; what must survive that is left to the kernel (parent-death signal,
 * sockets unlinked once connected).
 */
public final class EmergencyExit {
    private static final EmergencyExit PROGRAM = new EmergencyExit();

    private final Set<Runnable> reports = Collections.synchronizedSet(new LinkedHashSet<>());
    private static final int UNCHANGED = -1;

    private final AtomicInteger status = new AtomicInteger(UNCHANGED);
    private final Set<Runnable> cleanUps = Collections.synchronizedSet(new LinkedHashSet<>());

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(PROGRAM::run, "emergency-exit"));
    }

    EmergencyExit() {}

    /** A registration. Close it when the action is no longer needed. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Register an action that reports the end of the program before anything is torn down. */
    public static Registration report(Runnable action) {
        return add(PROGRAM.reports, action);
    }

    /** Register an action that removes something that must not outlive the program. */
    public static Registration cleanUp(Runnable action) {
        return add(PROGRAM.cleanUps, action);
    }

    /** Exit with this status instead of that of the signal or call that ended the program. */
    public static void exitWith(int status) {
        PROGRAM.status.set(status);
    }

    private static Registration add(Set<Runnable> actions, Runnable action) {
        actions.add(action);
        return () -> actions.remove(action);
    }

    void run() {
        runAll(reports);
        runAll(cleanUps);
        if (status.get() != UNCHANGED) {
            System.err.flush();
            Runtime.getRuntime().halt(status.get());
        }
    }

    private static void runAll(Set<Runnable> actions) {
        List<Runnable> latestFirst;
        synchronized (actions) {
            latestFirst = new ArrayList<>(actions);
            actions.clear();
        }
        Collections.reverse(latestFirst);
        for (Runnable action : latestFirst) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                // The other actions must still run; only stderr is left to report this.
                System.err.println("an action failed while the program was ending: " + e);
            }
        }
    }
}
