package org.qemu.functional.archive.common;

import org.qemu.functional.logging.Log;

/** Logs what was passed over in one archive, or was not as it should be and did no harm. */
public final class Notes {
    /** The most that is logged of one archive. */
    private static final int MOST = 20;

    private final String archive;
    private int count;

    /** Takes what to call the archive. */
    public Notes(String archive) {
        this.archive = archive;
    }

    /** Log that something was passed over, in a few words. */
    public synchronized void add(String what) {
        if (++count <= MOST) {
            Log.of("qemu.archive").warn("{}: {}", archive, Shown.message(what));
        } else if (count == MOST + 1) {
            Log.of("qemu.archive").warn("{}: there is more of that kind", archive);
        }
    }

    /** Return how often something was passed over. */
    public synchronized int count() {
        return count;
    }
}
