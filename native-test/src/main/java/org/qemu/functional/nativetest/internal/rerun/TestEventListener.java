package org.qemu.functional.nativetest.internal.rerun;

import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Writes the events of JUnit to a file, and notifies observers. */
public final class TestEventListener implements TestExecutionListener {
    private final TestEventFile file;
    private final List<TestObserver> observers;

    /** Write to this file. */
    public TestEventListener(TestEventFile file, List<TestObserver> observers) {
        this.file = file;
        this.observers = observers;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        observers.forEach(TestObserver::beforeTests);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        file.started(test.getUniqueId());
        if (test.isTest()) {
            observers.forEach(observer -> observer.beforeTest(test.getUniqueId()));
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        file.started(test.getUniqueId());
        file.ended(test.getUniqueId(), new TestOutcome(TestOutcome.Status.SKIPPED, reason));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            observers.forEach(observer -> observer.afterTest(test.getUniqueId()));
        }
        file.ended(test.getUniqueId(), TestOutcome.of(result.getThrowable().orElse(null)));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        observers.forEach(TestObserver::afterTests);
    }
}
