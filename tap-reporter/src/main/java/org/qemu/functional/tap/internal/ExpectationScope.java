package org.qemu.functional.tap.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a test may announce how it will end, from before its set-up to after its
 * tear-down.
 *
 * <p>Threads that the test starts share the scope, such as the one of a time-out in a separate
 * thread.
 */
public final class ExpectationScope implements AutoCloseable {
    private static final InheritableThreadLocal<@Nullable ExpectationScope> CURRENT =
            new InheritableThreadLocal<>();
    private static final Map<Thread, ExpectationScope> OPEN = new ConcurrentHashMap<>();

    private final Thread thread = Thread.currentThread();
    private final @Nullable ExpectationScope outer;
    private volatile @Nullable Expectation expectation;

    private ExpectationScope(@Nullable ExpectationScope outer) {
        this.outer = outer;
    }

    /** Open a scope for the test that runs on this thread, within that of a test factory if any. */
    public static ExpectationScope open() {
        ExpectationScope scope = new ExpectationScope(OPEN.get(Thread.currentThread()));
        CURRENT.set(scope);
        OPEN.put(scope.thread, scope);
        return scope;
    }

    /** Return the scope of the test that runs on this thread, or has started it. */
    public static Optional<ExpectationScope> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Return what the test on a thread has announced. */
    static Optional<Expectation> announcedOn(Thread thread) {
        return Optional.ofNullable(OPEN.get(thread)).flatMap(ExpectationScope::expectation);
    }

    /** Return what the test has announced and not withdrawn. */
    public Optional<Expectation> expectation() {
        return Optional.ofNullable(expectation);
    }

    /** Record what the test announces; {@code null} withdraws it. */
    public void announce(@Nullable Expectation announced) {
        expectation = announced;
    }

    /** End the scope. Call it on the thread that has opened it. */
    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
            OPEN.remove(thread);
        } else {
            CURRENT.set(outer);
            OPEN.put(thread, outer);
        }
    }
}
