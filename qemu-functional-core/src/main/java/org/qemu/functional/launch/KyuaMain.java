package org.qemu.functional.launch;

import org.qemu.functional.atf.AtfProgram;
import org.qemu.functional.budget.internal.ProgramBudget;
import org.qemu.functional.budget.internal.Watchdog;
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
        TestLog.install();
        Watchdog.whenStuck(KyuaMain::giveUp);
        try {
            ProgramBudget.begin(HarnessSettings.current().environment());
        } catch (IllegalArgumentException e) {
            giveUp(String.valueOf(e.getMessage()));
        }
        ProgramBudget.untilEnd().ifPresent(time -> ProgramWatch.begin(time, KyuaMain::giveUp));
        AtfProgram.main(args);
    }

    /** End the program without a result, which kyua reports as broken, with the reason. */
    private static void giveUp(String reason) {
        System.err.println("error: " + reason);
        System.err.flush();
        Runtime.getRuntime().exit(1);
    }
}
