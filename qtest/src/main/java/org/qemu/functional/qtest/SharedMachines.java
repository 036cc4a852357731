package org.qemu.functional.qtest;

import java.lang.reflect.AnnotatedElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.TestContext;
import org.qemu.functional.qtest.internal.MachineArguments;

/** The machines that were launched for a test, or for the tests of a class. */
final class SharedMachines {
    private final Map<AnnotatedElement, Shared> known = new LinkedHashMap<>();
    private @Nullable QTestLauncher launcher;

    private static final class Shared {
        private final QTest qtest;
        private boolean used;

        Shared(QTest qtest) {
            this.qtest = qtest;
        }
    }

    /** Return the machine of an element, which is launched at the first call. */
    synchronized QTest get(AnnotatedElement element, QTestMachine wanted, TestContext machines) {
        Shared there = known.get(element);
        if (there == null) {
            if (launcher == null) {
                launcher = new QTestLauncher(machines);
            }
            there =
                    new Shared(
                            launcher.launch(
                                    MachineArguments.split(wanted.value()), wanted.running()));
            known.put(element, there);
        }
        return there.qtest;
    }

    /** Reset the machines that another test has used; discard those that fail to reset. */
    synchronized void resetUsed() {
        for (Shared shared : List.copyOf(known.values())) {
            if (shared.used) {
                try {
                    shared.qtest.systemReset();
                } catch (RuntimeException | Error e) {
                    drop(shared);
                    throw e;
                }
            }
        }
    }

    /**
     * Discard machines that are unusable: the next test that needs one gets a new one.
     *
     * @param failed whether the test has failed, in which case an unusable connection is not
     *     reported: it was the reason of the failure
     * @throws AssertionError if there are any: the test that has just run caused it
     */
    synchronized void dropUnusable(boolean failed) {
        @Nullable AssertionError unusable = null;
        for (Shared shared : List.copyOf(known.values())) {
            shared.used = true;
            try {
                shared.qtest.interrupts();
            } catch (RuntimeException | AssertionError e) {
                drop(shared);
                if (unusable == null && !(failed && e instanceof QTestProtocolException)) {
                    unusable =
                            new AssertionError(
                                    "the QEMU that the tests of this class share cannot be used any more: "
                                            + e.getMessage(),
                                    e);
                }
            }
        }
        if (unusable != null) {
            throw unusable;
        }
    }

    private void drop(Shared shared) {
        known.values().remove(shared);
        shared.qtest.vm().kill();
    }
}
