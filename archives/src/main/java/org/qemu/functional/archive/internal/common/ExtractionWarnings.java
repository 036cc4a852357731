package org.qemu.functional.archive.internal.common;

import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.logging.Log;

/**
 * Logs what was ignored in one archive: deviations from the format that did no harm. They go to the
 * log of the thread that created this object; those of other threads are logged by {@link #flush}.
 */
public final class ExtractionWarnings {
    /** The maximum number of warnings logged for one archive. */
    private static final int MAX_WARNINGS = 20;

    private final String archive;
    private final Thread owner = Thread.currentThread();
    private final List<String> waiting = new ArrayList<>();
    private int count;

    /**
     * Create for an archive.
     *
     * @param archive what log messages call the archive
     */
    public ExtractionWarnings(String archive) {
        this.archive = archive;
    }

    /** Add a short description of what was ignored. */
    public synchronized void add(String what) {
        if (++count > MAX_WARNINGS + 1) {
            return;
        }
        waiting.add(
                count > MAX_WARNINGS
                        ? "further warnings are suppressed"
                        : QuotedText.message(what));
        if (Thread.currentThread() == owner) {
            flush();
        }
    }

    /** Log what other threads have added. */
    public synchronized void flush() {
        waiting.forEach(what -> Log.of("qemu.archive").warn("{}: {}", archive, what));
        waiting.clear();
    }
}
