package org.qemu.functional.launch;

import java.util.List;
import java.util.OptionalInt;
import org.qemu.functional.atf.AtfProgram;
import org.qemu.functional.budget.internal.ProgramBudget;
import org.qemu.functional.budget.internal.Watchdog;
import org.qemu.functional.debug.internal.TestLauncher;
import org.qemu.functional.failure.internal.FailureKind;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.settings.HarnessSettings;

/**
 * A test program for kyua: {@link AtfProgram} with the logs and time limits of the harness. The
 * programs that scripts/kyua.py writes start it.
 */
public final class KyuaMain {
    private KyuaMain() {}

    /** Run the program and exit; see {@link AtfProgram} for the arguments. */
    public static void main(String[] args) {
        TestLauncher.declareProgram();
        TestLog.install();
        Watchdog.whenStuck(KyuaMain::giveUp);
        try {
            ProgramBudget.begin(HarnessSettings.current().environment());
        } catch (IllegalArgumentException e) {
            giveUp(String.valueOf(e.getMessage()));
        }
        ProgramBudget.untilEnd().ifPresent(time -> ProgramWatch.begin(time, KyuaMain::giveUp));
        int status =
                AtfProgram.run(
                        List.of(args),
                        System.out,
                        System.err,
                        thrown -> FailureKind.of(thrown).label());
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }

    /** End the program, and the test case that runs in it as failed for a reason. */
    private static void giveUp(String reason) {
        OptionalInt status = AtfProgram.interrupt(reason);
        if (status.isEmpty()) {
            // kyua reports what it prints here as broken.
            System.err.println("error: " + reason);
        }
        System.err.flush();
        // Shutdown hooks end QEMU; they need no lock of the test that does not end.
        Runtime.getRuntime().exit(status.orElse(1));
    }
}
