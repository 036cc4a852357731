package org.qemu.functional.logging;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.apache.logging.log4j.ThreadContext;

/**
 * Collect what is logged on a test's threads in one file.
 *
 * <p>A thread belongs to a test by an entry in its {@link ThreadContext}: the thread that opened
 * the log has it until the log is closed, threads made by {@link #threads} for good.
 */
public final class TestLog implements AutoCloseable {
    private final Path file;

    private TestLog(Path file) {
        this.file = file;
    }

    /**
     * Set Log4j up for this program, in code and once: one appender that sends each event to the
     * log of the test on whose thread it came, and none of it to standard output.
     */
    public static void install() {
        PerTestAppender.install();
    }

    /** Show what is logged, of all tests, on a stream too. */
    public static void traceTo(PrintStream stream) {
        PerTestAppender.instance().traceTo(stream);
    }

    /**
     * Begin to write to a file, replacing what is in it.
     *
     * @throws IOException if the file cannot be written
     */
    public static TestLog open(Path file) throws IOException {
        install();
        PerTestAppender.instance().open(file);
        ThreadContext.put(PerTestAppender.KEY, file.toString());
        return new TestLog(file);
    }

    /**
     * Return a factory of daemon threads that log where the calling thread logs now.
     *
     * @param name the threads' name
     */
    public static ThreadFactory threads(String name) {
        Map<String, String> context = ThreadContext.getImmutableContext();
        return task -> {
            Thread thread =
                    new Thread(
                            () -> {
                                ThreadContext.putAll(context);
                                task.run();
                            },
                            name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** End the log; what is logged later on the test's threads goes nowhere. */
    @Override
    public void close() {
        if (file.toString().equals(ThreadContext.get(PerTestAppender.KEY))) {
            ThreadContext.remove(PerTestAppender.KEY);
        }
        PerTestAppender.instance().close(file);
    }
}
