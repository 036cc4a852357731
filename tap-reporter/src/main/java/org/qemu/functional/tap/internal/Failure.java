package org.qemu.functional.tap.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.ValueWrapper;

/**
 * What went wrong and where, as the YAML block shows it.
 *
 * <p>Texts come from arbitrary throwables. Even if a {@code toString()} throws, the point must not
 * be lost.
 */
public final class Failure {

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final String type;

    private Failure(String message, String type) {
        this.type = type;
        // A literal block, the only multi-line form that all readers support, ends with a line
        // break.
        fields.put(
                "message",
                message.contains("\n") && !message.endsWith("\n") ? message + "\n" : message);
        fields.put("severity", "fail");
    }

    /** Create a failure of which only the message is known. */
    public static Failure of(String message) {
        return new Failure(message, "");
    }

    /**
     * Create a failure from a throwable of a test; the location is that in the source of the given
     * class.
     */
    public static Failure of(Throwable throwable, @Nullable Class<?> testClass) {
        List<Throwable> chain = chain(throwable);
        Failure failure = new Failure(message(chain), throwable.getClass().getName());
        List<StackTraceElement[]> traces = chain.stream().map(Throwable::getStackTrace).toList();
        SourceLocation.find(testClass, traces)
                .ifPresent(location -> failure.fields.put("at", location));
        if (throwable instanceof AssertionFailedError error) {
            failure.put("expected", error.isExpectedDefined(), error.getExpected());
            failure.put("actual", error.isActualDefined(), error.getActual());
        }
        failure.putStack(throwable);
        return failure;
    }

    /** Create a failure with the current location of a thread. */
    public static Failure of(String message, Thread thread, @Nullable Class<?> testClass) {
        StackTraceElement[] frames = thread.getStackTrace();
        Failure failure = new Failure(message, "");
        List<StackTraceElement[]> traces = Collections.singletonList(frames);
        SourceLocation.find(testClass, traces)
                .ifPresent(location -> failure.fields.put("at", location));
        String stack = StackText.of(frames);
        if (!stack.isEmpty()) {
            failure.fields.put("stack", stack);
        }
        return failure;
    }

    /** Add the kind, unless it is empty, and return this. */
    Failure ofKind(String kind) {
        if (!kind.isEmpty()) {
            fields.put("kind", kind);
        }
        return this;
    }

    /** Return what happened: type and message of the throwable, or the given reason. */
    public String message() {
        return field("message").stripTrailing();
    }

    /** Return the class of the throwable, or an empty string if there is none. */
    public String type() {
        return type;
    }

    /** Change the severity to that of an expected failure, and return this. */
    Failure asExpected() {
        fields.put("severity", "todo");
        return this;
    }

    /**
     * Return a field besides the message, {@code at}, {@code stack} or {@code kind}, or an empty
     * string if it is not known.
     */
    public String field(String key) {
        return fields.getOrDefault(key, "");
    }

    /** Return all fields by name, in the order in which they are shown. */
    public Map<String, String> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** Return type and message, and those of the first cause if they add information. */
    private static String message(List<Throwable> chain) {
        String message = ThrowableText.of(chain.get(0));
        String cause = ThrowableText.of(chain.get(chain.size() - 1));
        return message.contains(cause) ? message : message + "\ncaused by " + cause + "\n";
    }

    private static List<Throwable> chain(Throwable throwable) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        for (@Nullable Throwable at = throwable; at != null && seen.add(at); at = at.getCause()) {
            chain.add(at);
        }
        return chain;
    }

    private void put(String key, boolean defined, @Nullable ValueWrapper value) {
        if (defined && value != null) {
            fields.put(key, value.getStringRepresentation());
        }
    }

    private void putStack(Throwable throwable) {
        try {
            fields.put("stack", StackText.of(throwable, message()));
        } catch (RuntimeException e) {
            fields.put("stack", StackText.of(throwable.getStackTrace()));
        }
    }
}
