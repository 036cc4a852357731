package org.qemu.functional.trace;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceSpan;

/**
 * Add steps and notes of a test's own to its trace, where the steps of the harness are: launches,
 * waits, commands of the monitor.
 *
 * <pre>{@code
 * Trace.step("install the system", () -> {
 *     execCommandAndWaitForPattern("setup-alpine", "done");
 *     Trace.note("installed on " + disk);
 * });
 * }</pre>
 *
 * <p>These methods do nothing but run the action on a thread that does not belong to a test, and if
 * {@code QEMU_TEST_TRACE} is {@code off}.
 */
public final class Trace {
    private static final String STEP = "step";
    private static final String NOTE = "note";

    private Trace() {}

    /**
     * Code that may throw.
     *
     * @param <E> what it throws
     */
    @FunctionalInterface
    public interface Action<E extends Throwable> {
        /** Run the code. */
        void run() throws E;
    }

    /**
     * Code that returns a value and may throw.
     *
     * @param <T> what it returns
     * @param <E> what it throws
     */
    @FunctionalInterface
    public interface Computation<T extends @Nullable Object, E extends Throwable> {
        /** Run the code. */
        T get() throws E;
    }

    /**
     * Run an action as a step of the test. Steps within it are shown below it; it fails if the
     * action throws.
     *
     * @param title what the step does, at most 4096 characters of which are kept
     * @throws E what the action throws
     */
    public static <E extends Throwable> void step(String title, Action<E> action) throws E {
        TraceSpan span = begin(title);
        try {
            action.run();
        } catch (Throwable t) {
            span.failed(t);
            throw t;
        }
        span.ok();
    }

    /**
     * Run an action as a step of the test, and return its result: see {@link #step(String,
     * Action)}.
     *
     * @throws E what the action throws
     */
    public static <T extends @Nullable Object, E extends Throwable> T step(
            String title, Computation<T, E> action) throws E {
        TraceSpan span = begin(title);
        T value;
        try {
            value = action.get();
        } catch (Throwable t) {
            span.failed(t);
            throw t;
        }
        span.ok();
        return value;
    }

    private static TraceSpan begin(String title) {
        TestTrace trace = TestTrace.current();
        return trace.begin(trace.entry(STEP, title));
    }

    /** Add a text, at most 4096 characters of which are kept. */
    public static void note(String text) {
        TestTrace trace = TestTrace.current();
        trace.instant(trace.entry(NOTE, firstLine(text)).put("text", text));
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
