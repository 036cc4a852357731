package org.qemu.functional.logging;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Log what the harness does, to the {@code base.log} of the test on whose thread it is done.
 *
 * <p>The harness has this of its own because each of hundreds of programs would spend a third of
 * its start on waking Log4j, for a dozen lines. Authors and libraries have Log4j; what they log
 * comes to the same file in the same form.
 *
 * <p>{@code {}} in a message stands for the next argument, as in Log4j; an exception that is left
 * over is written with its stack.
 */
public final class Log {
    private final String name;

    private Log(String name) {
        this.name = name;
    }

    /** Return the log of a name, such as {@code qemu.machine}; it leads each line. */
    public static Log of(String name) {
        return new Log(name);
    }

    /** Log what only helps to find a fault. */
    public void debug(String message, @Nullable Object... arguments) {
        log("DEBUG", message, arguments);
    }

    /** Log what only helps to find a fault; the argument is made only if somebody is to read it. */
    public void debug(String message, Supplier<?> argument) {
        if (TestLog.isWanted()) {
            log("DEBUG", message, argument.get());
        }
    }

    /** Log what is of interest. */
    public void info(String message, @Nullable Object... arguments) {
        log("INFO", message, arguments);
    }

    /** Log what may be the reason of a failure to come. */
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

    /** Returns how many arguments have found a place. */
    private static int fill(StringBuilder text, String message, @Nullable Object... arguments) {
        int from = 0;
        int used = 0;
        while (used < arguments.length) {
            int place = message.indexOf("{}", from);
            if (place < 0) {
                break;
            }
            text.append(message, from, place).append(arguments[used++]);
            from = place + 2;
        }
        text.append(message, from, message.length());
        return used;
    }
}
