package org.qemu.functional.archive.common;

import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.logging.Log;

/**
 * Logs what was passed over in one archive, or was not as it should be and did no harm. The log is
 * that of the thread that made this: what another one adds is logged by {@link #flush}.
 */
public final class ExtractionWarnings {
    /** The most that is logged of one archive. */
    private static final int MOST = 20;

    private final String archive;
    private final Thread owner = Thread.currentThread();
    private final List<String> waiting = new ArrayList<>();
    private int count;

    /** Takes what to call the archive. */
    public ExtractionWarnings(String archive) {
        this.archive = archive;
    }

    /** Add what was passed over, in a few words. */
    public synchronized void add(String what) {
        if (++count > MOST + 1) {
            return;
        }
        waiting.add(count > MOST ? "there is more of that kind" : QuotedText.message(what));
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
