package org.qemu.functional.progress;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Shows how a number of files go on, each by itself and all together. Safe for use by many threads;
 * files are told apart by keys.
 */
public abstract class Progress implements AutoCloseable {
    private final TransferTable files;
    private @Nullable Ticker ticker;

    Progress(TransferTable files) {
        this.files = files;
    }

    /**
     * Shows on standard error: redrawn in place if that is a terminal that can do so, in lines
     * else.
     *
     * @param environment whose {@code TERM}, {@code COLUMNS} and {@code LINES} count
     */
    public static Progress onStandardError(Map<String, String> environment) {
        Terminal terminal = Terminal.ofStandardError(environment);
        return terminal == null
                ? lines(System.err)
                : new TerminalProgress(terminal(), terminal, System::nanoTime)
                        .tickEvery(TerminalProgress.BETWEEN_FRAMES);
    }

    /** Not by System.err, which may refuse to command a terminal. */
    private static PrintStream terminal() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err));
    }

    /** Shows nothing. */
    public static Progress none() {
        return new NoProgress();
    }

    /** Shows in plain lines, one at least every ten seconds while something is under way. */
    public static Progress lines(PrintStream out) {
        return new LineProgress(out, System::nanoTime).tickEvery(Duration.ofSeconds(1));
    }

    /** Tells how many files there will be in all, and their bytes, -1 if that is not known. */
    public final void expect(int count, long bytes) {
        files.expect(count, bytes);
    }

    /**
     * Tells that a file has begun, or has begun anew.
     *
     * @param name for a line of its own
     * @param size bytes to come, -1 if that is not known
     * @param line to print, "" for none
     */
    public final void start(Object key, String name, long size, String line) {
        files.start(key, name, size);
        say(line, false);
    }

    /** Tells that so many more bytes of a file have come. */
    public final void advance(Object key, long bytes) {
        files.advance(key, bytes);
    }

    /**
     * Tells what a file waits for, until it begins or goes on.
     *
     * @param line to print where nothing is redrawn, "" for none
     */
    public final void waiting(Object key, String name, String what, String line) {
        files.waiting(key, name, what);
        say(line, false);
    }

    /**
     * Tells that there is no more to come of a file.
     *
     * @param line to print, "" for none
     */
    public final void end(Object key, String line) {
        files.end(key);
        say(line, true);
    }

    /** Stops showing; what was drawn to be redrawn is taken away, all lines stay. */
    @Override
    public final void close() {
        Ticker running = ticker;
        if (running != null) {
            running.stop();
        }
        finish();
    }

    /** Shows the state of now. Called again and again, and never twice at once. */
    abstract void tick();

    /**
     * Prints a line for good.
     *
     * @param lasting whether it is of use where the same is seen redrawn as well
     */
    abstract void print(String line, boolean lasting);

    abstract void finish();

    final TransferTable files() {
        return files;
    }

    private void say(String line, boolean lasting) {
        if (!line.isEmpty()) {
            print(SafeText.line(line), lasting);
        }
    }

    final Progress tickEvery(Duration time) {
        ticker = Ticker.start(this::tick, time);
        return this;
    }
}
