package org.qemu.functional.logging;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the harness does to the {@code base.log} of the test of the current thread.
 *
 * <p>The harness does not use Log4j itself because starting Log4j would take a third of the
 * start-up time of each of hundreds of programs, for a dozen lines. Test authors and libraries can
 * use Log4j; their messages go to the same file in the same form.
 *
 * <p>{@code {}} in a message stands for the next argument, as in Log4j; an exception without a
 * placeholder is written with its stack trace.
 */
public final class Log {
    private final String name;

    private Log(String name) {
        this.name = name;
    }

    /** Return the log of a name, such as {@code qemu.machine}; each line contains the name. */
    public static Log of(String name) {
        return new Log(name);
    }

    /** Log details that help to find a fault. */
    public void debug(String message, @Nullable Object... arguments) {
        log("DEBUG", message, arguments);
    }

    /** Log details that help to find a fault; the argument is computed only if it is written. */
    public void debug(String message, Supplier<?> argument) {
        if (TestLog.isWanted()) {
            log("DEBUG", message, argument.get());
        }
    }

    /** Log a normal event. */
    public void info(String message, @Nullable Object... arguments) {
        log("INFO", message, arguments);
    }

    /** Log an event that may cause a failure later. */
    public void warn(String message, @Nullable Object... arguments) {
        log("WARN", message, arguments);
    }

    private void log(String level, String message, @Nullable Object... arguments) {
        if (!TestLog.isWanted()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        int used = fill(text, message, arguments);
        Throwable thrown =
                used < arguments.length && arguments[arguments.length - 1] instanceof Throwable last
                        ? last
                        : null;
        TestLog.write(LogLine.of(System.currentTimeMillis(), level, name, text, thrown));
    }

    /** Return how many arguments had a placeholder. */
    private static int fill(StringBuilder text, String message, @Nullable Object... arguments) {
        int from = 0;
        int used = 0;
        while (used < arguments.length) {
            int placeholder = message.indexOf("{}", from);
            if (placeholder < 0) {
                break;
            }
            text.append(message, from, placeholder).append(arguments[used++]);
            from = placeholder + 2;
        }
        text.append(message, from, message.length());
        return used;
    }
}
