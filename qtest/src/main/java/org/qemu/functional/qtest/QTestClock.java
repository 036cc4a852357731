package org.qemu.functional.qtest;

import org.opentest4j.TestAbortedException;
import org.qemu.functional.qtest.internal.Accelerator;

/** The machine's clock, if the test moves it. */
final class QTestClock {
    private final QTest qtest;
    private final Accelerator accelerator;

    QTestClock(QTest qtest, Accelerator accelerator) {
        this.qtest = qtest;
        this.accelerator = accelerator;
    }

    boolean isMovable() {
        return accelerator.hasClock();
    }

    void require() {
        if (!isMovable()) {
            throw new TestAbortedException(
                    "%s has no accelerator 'qtest', so its clock cannot be moved"
                            .formatted(qtest.vm().binary()));
        }
    }

    /** Move it to the next timer deadline. */
    long step() {
        require();
        qtest.link().single().begin("clock_step").end();
        return qtest.link().number();
    }

    /** Advance it. */
    long step(long nanos) {
        return move("clock_step", nanos);
    }

    long set(long nanos) {
        return move("clock_set", nanos);
    }

    private long move(String command, long nanos) {
        require();
        qtest.link().single().begin(command).hex(Memory.notNegative("time", nanos)).end();
        return qtest.link().number();
    }
}
