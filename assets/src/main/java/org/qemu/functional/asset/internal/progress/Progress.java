package org.qemu.functional.asset.internal.progress;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Shows the progress of a number of files, individually and in total. Safe for use by multiple
 * threads; files are identified by keys.
 */
public abstract class Progress implements AutoCloseable {
    private final TransferTable files;
    private @Nullable Ticker ticker;

    Progress(TransferTable files) {
        this.files = files;
    }

    /**
     * Show progress on standard error: redrawn in place if it is a capable terminal, else in lines.
     *
     * @param environment provides {@code TERM}, {@code COLUMNS} and {@code LINES}
     */
    public static Progress onStandardError(Map<String, String> environment) {
        Terminal terminal = Terminal.ofStandardError(environment);
        return terminal == null
                ? lines(System.err)
                : new TerminalProgress(terminal(), terminal, System::nanoTime)
                        .tickEvery(TerminalProgress.BETWEEN_FRAMES);
    }

    /** Not System.err, which may filter the control sequences of a terminal. */
    private static PrintStream terminal() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err));
    }

    /** Show nothing. */
    public static Progress none() {
        return new NoProgress();
    }

    /** Show plain lines, at least one every ten seconds while something is in progress. */
    public static Progress lines(PrintStream out) {
        return new LineProgress(out, System::nanoTime).tickEvery(Duration.ofSeconds(1));
    }

    /** Set the total number of files and of their bytes, -1 if that is not known. */
    public final void expect(int count, long bytes) {
        files.expect(count, bytes);
    }

    /**
     * Show that a file has started, or has started again.
     *
     * @param name the name shown in its own line
     * @param size number of bytes to come, -1 if that is not known
     * @param line the line to print, "" for none
     */
    public final void start(Object key, String name, long size, String line) {
        files.start(key, name, size);
        say(line, false);
    }

    /** Show that more bytes of a file have been received. */
    public final void advance(Object key, long bytes) {
        files.advance(key, bytes);
    }

    /**
     * Show what a file waits for, until it starts or continues.
     *
     * @param line the line to print where nothing is redrawn, "" for none
     */
    public final void waiting(Object key, String name, String what, String line) {
        files.waiting(key, name, what);
        say(line, false);
    }

    /**
     * Show that a file is finished.
     *
     * @param line the line to print, "" for none
     */
    public final void end(Object key, String line) {
        files.end(key);
        say(line, true);
    }

    /** Stop showing progress; the part that is redrawn is removed, all lines stay. */
    @Override
    public final void close() {
        Ticker running = ticker;
        if (running != null) {
            running.stop();
        }
        finish();
    }

    /** Show the current state. Called repeatedly, but never by two threads at once. */
    abstract void tick();

    /**
     * Print a permanent line.
     *
     * @param lasting whether it is useful even where the same information is redrawn
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
