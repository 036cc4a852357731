package org.qemu.functional.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Run what must still happen when the program is ended from outside (SIGTERM, SIGINT) in mid-test.
 *
 * <p>One shutdown hook for all, since hooks of their own would run in no order: first the reports,
 * then the clean-ups, of each kind the latest first. Of {@code kill -9} this knows nothing; what
 * must survive that is left to the kernel (parent-death signal, sockets unlinked once connected).
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

    /** A registration that ends when it is closed: the normal way out was taken. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Register what tells of the end before anything is torn down. */
    public static Registration report(Runnable action) {
        return add(PROGRAM.reports, action);
    }

    /** Register what must not outlive the program. */
    public static Registration cleanUp(Runnable action) {
        return add(PROGRAM.cleanUps, action);
    }

    /** Exit with another status than that of whoever has ended the program. */
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
        List<Runnable> taken;
        synchronized (actions) {
            taken = new ArrayList<>(actions);
            actions.clear();
        }
        Collections.reverse(taken);
        for (Runnable action : taken) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                // The others must have their turn; stderr is all that is left to tell it on.
                System.err.println("while ending: " + e);
            }
        }
    }
}
