package org.qemu.functional.logging;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.trace.internal.TestTrace;

/**
 * Collects what is logged on a test's threads in one file.
 *
 * <p>The thread that opened the log belongs to the test until the log is closed; threads created by
 * {@link #threads} belong to it for good.
 */
public final class TestLog implements AutoCloseable {
    private static final ThreadLocal<@Nullable LogFile> CURRENT = new ThreadLocal<>();

    private static volatile @Nullable PrintStream trace;

    private final LogFile file;

    private TestLog(LogFile file) {
        this.file = file;
    }

    /**
     * Have Log4j configured in code when it is first used: each message goes to the log of the test
     * whose thread logged it, and none to standard output. A configuration factory that the user
     * has set is kept.
     */
    public static void install() {
        if (System.getProperty("log4j2.configurationFactory") == null) {
            // Set by name, so that Log4j is not loaded before it is needed.
            System.setProperty(
                    "log4j2.configurationFactory",
                    "org.qemu.functional.logging.Log4jConfigurationFactory");
        }
    }

    /** Also write what all tests log to a stream; {@code null} stops that. */
    public static void traceTo(@Nullable PrintStream stream) {
        trace = stream;
    }

    /**
     * Start to write to a file and replace its content.
     *
     * @throws IOException if the file cannot be written
     */
    public static TestLog open(Path file) throws IOException {
        LogFile log = LogFile.create(file);
        CURRENT.set(log);
        return new TestLog(log);
    }

    /**
     * Return a factory of daemon threads that log to the current log of the calling thread, and
     * belong to the trace of its test.
     *
     * @param name the threads' name
     */
    public static ThreadFactory threads(String name) {
        LogFile log = CURRENT.get();
        TestTrace testTrace = TestTrace.current();
        return task -> {
            Thread thread =
                    new Thread(
                            () -> {
                                CURRENT.set(log);
                                testTrace.bind();
                                task.run();
                            },
                            name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Return whether the current thread belongs to a test whose log is open. */
    public static boolean isOpen() {
        return CURRENT.get() != null;
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

    /** Close the log; later messages of the test's threads are discarded. */
    @Override
    public void close() {
        if (CURRENT.get() == file) {
            CURRENT.remove();
        }
        file.close();
    }
}
