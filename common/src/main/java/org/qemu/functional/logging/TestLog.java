package org.qemu.functional.logging;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Collect what is logged on a test's threads in one file.
 *
 * <p>The thread that opened the log belongs to the test until the log is closed, threads made by
 * {@link #threads} for good.
 */
public final class TestLog implements AutoCloseable {
    private static final ThreadLocal<@Nullable LogFile> CURRENT = new ThreadLocal<>();

    private static volatile @Nullable PrintStream trace;

    private final LogFile file;

    private TestLog(LogFile file) {
        this.file = file;
    }

    /**
     * Have Log4j, when somebody first uses it, be configured in code: what it logs comes to the
     * test on whose thread it is logged, and none of it to standard output. A configuration factory
     * that the user has named stays.
     */
    public static void install() {
        if (System.getProperty("log4j2.configurationFactory") == null) {
            // By name: Log4j is not loaded before it is needed.
            System.setProperty(
                    "log4j2.configurationFactory",
                    "org.qemu.functional.logging.Log4jConfigurationFactory");
        }
    }

    /** Show what is logged, of all tests, on a stream too; {@code null} for no longer. */
    public static void traceTo(@Nullable PrintStream stream) {
        trace = stream;
    }

    /**
     * Begin to write to a file, replacing what is in it.
     *
     * @throws IOException if the file cannot be written
     */
    public static TestLog open(Path file) throws IOException {
        LogFile log = LogFile.create(file);
        CURRENT.set(log);
        return new TestLog(log);
    }

    /**
     * Return a factory of daemon threads that log where the calling thread logs now.
     *
     * @param name the threads' name
     */
    public static ThreadFactory threads(String name) {
        LogFile log = CURRENT.get();
        return task -> {
            Thread thread =
                    new Thread(
                            () -> {
                                CURRENT.set(log);
                                task.run();
                            },
                            name);
            thread.setDaemon(true);
            return thread;
        };
    }

    static boolean isWanted() {
        return CURRENT.get() != null || trace != null;
    }

    static void write(byte[] entry) {
        PrintStream stream = trace;
        if (stream != null) {
            stream.write(entry, 0, entry.length);
            stream.flush();
        }
        LogFile log = CURRENT.get();
        if (log != null) {
            log.write(entry);
        }
    }

    /** End the log; what is logged later on the test's threads goes nowhere. */
    @Override
    public void close() {
        if (CURRENT.get() == file) {
            CURRENT.remove();
        }
        file.close();
    }
}
