package org.qemu.functional.tap;

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
 * Tells what went wrong and where, as the YAML block shows it.
 *
 * <p>Texts come from throwables of any make, so even a {@code toString()} that throws must not lose
 * the point.
 */
final class Failure {

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final String type;

    private Failure(String message, String type) {
        this.type = type;
        // A literal block, the only form of several lines that all readers share, ends in a line
        // break.
        fields.put(
                "message",
                message.contains("\n") && !message.endsWith("\n") ? message + "\n" : message);
        fields.put("severity", "fail");
    }

    /** Creates a failure of which no more than the message is known. */
    static Failure of(String message) {
        return new Failure(message, "");
    }

    /**
     * Creates a failure from what a test threw; the place is the one in the source of the given
     * class.
     */
    static Failure of(Throwable throwable, @Nullable Class<?> testClass) {
        List<Throwable> chain = chain(throwable);
        Failure failure = new Failure(message(chain), throwable.getClass().getName());
        List<StackTraceElement[]> traces = chain.stream().map(Throwable::getStackTrace).toList();
        SourceLocation.find(testClass, traces).ifPresent(place -> failure.fields.put("at", place));
        if (throwable instanceof AssertionFailedError error) {
            failure.put("expected", error.isExpectedDefined(), error.getExpected());
            failure.put("actual", error.isActualDefined(), error.getActual());
        }
        failure.putStack(throwable);
        return failure;
    }

    /** Creates a failure that says where a thread stands right now. */
    static Failure of(String message, Thread thread, @Nullable Class<?> testClass) {
        StackTraceElement[] frames = thread.getStackTrace();
        Failure failure = new Failure(message, "");
        List<StackTraceElement[]> traces = Collections.singletonList(frames);
        SourceLocation.find(testClass, traces).ifPresent(place -> failure.fields.put("at", place));
        String stack = StackText.of(frames);
        if (!stack.isEmpty()) {
            failure.fields.put("stack", stack);
        }
        return failure;
    }

    /** Adds the kind, unless it is empty, and returns this. */
    Failure ofKind(String kind) {
        if (!kind.isEmpty()) {
            fields.put("kind", kind);
        }
        return this;
    }

    /** Returns what happened: type and message of what was thrown, or the reason given. */
    String message() {
        return field("message").stripTrailing();
    }

    /** Returns the class of what was thrown, empty if nothing was. */
    String type() {
        return type;
    }

    /**
     * Returns what is known besides the message: {@code at}, {@code stack}, {@code kind}; empty if
     * it is not.
     */
    String field(String key) {
        return fields.getOrDefault(key, "");
    }

    /** Adds the fields to a block. */
    void describe(YamlBlock block) {
        fields.forEach(block::text);
    }

    /** Returns type and message, and those of the first cause where they say something new. */
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
