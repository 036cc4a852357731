package org.qemu.functional.settings.internal;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A variable of a test program. A JVM usually runs one program, so that this is like a static
 * field. A bundle runs several programs in one JVM: then each has its own value, which all threads
 * see that the program's threads have created.
 *
 * @param <T> the type of its values
 */
public final class ProgramLocal<T> {
    private static final Map<ProgramLocal<?>, Object> ALONE = new ConcurrentHashMap<>();

    private static final InheritableThreadLocal<@Nullable Map<ProgramLocal<?>, Object>> BUNDLED =
            new InheritableThreadLocal<>();

    /** Create a variable without a value. */
    public ProgramLocal() {}

    /** Make the calling thread the first of another program, in which no variable has a value. */
    public static void beginProgram() {
        BUNDLED.set(new ConcurrentHashMap<>());
    }

    /** Return whether the calling thread belongs to a program that shares its JVM with others. */
    public static boolean isBundled() {
        return BUNDLED.get() != null;
    }

    /** Return the value; empty if there is none. */
    @SuppressWarnings("unchecked") // set() is the only method that adds values
    public Optional<T> find() {
        return Optional.ofNullable((T) values().get(this));
    }

    /**
     * Return the value.
     *
     * @param initial returns the value to set if there is none; may be called more than once if
     *     threads get the value for the first time concurrently, and then one result is used
     */
    @SuppressWarnings("unchecked") // as above
    public T get(Supplier<? extends T> initial) {
        Optional<T> known = find();
        if (known.isPresent()) {
            return known.get();
        }
        T value = initial.get();
        return (T) Objects.requireNonNullElse(values().putIfAbsent(this, value), value);
    }

    /** Set the value. */
    public void set(T value) {
        values().put(this, value);
    }

    private static Map<ProgramLocal<?>, Object> values() {
        return Objects.requireNonNullElse(BUNDLED.get(), ALONE);
    }
}
