package org.qemu.functional.logging;

import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Begin {@code java.util.logging}, which JUnit and OkHttp use, without its configuration: what they
 * say goes to standard error from {@link Level#INFO} up, as it would with the JDK's own.
 *
 * <p>To read that configuration and to look through all jars for a {@link System.LoggerFinder} on
 * the way takes as long as QEMU's start. The JDK leaves both out as long as there is no {@link
 * System#out} (LogManager.readPrimordialConfiguration); were that to change, it would only be
 * slower again.
 */
public final class JavaUtilLogging {
    private JavaUtilLogging() {}

    /** Begin, unless the user has a configuration of his own; before anybody logs. */
    public static void begin() {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null
                || System.getProperty("java.util.logging.manager") != null) {
            return;
        }
        PrintStream out = System.out;
        System.setOut(null);
        Logger root;
        try {
            root = Logger.getLogger("");
        } finally {
            System.setOut(out);
        }
        if (root.getHandlers().length == 0) {
            root.addHandler(new ToStandardError());
        }
    }

    private static final class ToStandardError extends Handler {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.INFO.intValue()) {
                System.err.print(new SimpleFormatter().format(entry));
            }
        }

        @Override
        public void flush() {
            System.err.flush();
        }

        @Override
        public void close() {}
    }
}
