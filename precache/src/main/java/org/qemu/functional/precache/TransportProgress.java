package org.qemu.functional.precache;

import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.maintenance.transport.EntryListener;
import org.qemu.functional.asset.internal.progress.Progress;

/** Shows the progress of an export or import. */
record TransportProgress(Progress progress) implements EntryListener {
    @Override
    public void started(ArchivedEntry entry) {
        progress.start(entry.hash(), entry.url(), entry.bytes(), "");
    }

    @Override
    public void carried(ArchivedEntry entry, long bytes) {
        progress.advance(entry.hash(), bytes);
    }

    @Override
    public void finished(ArchivedEntry entry, String what) {
        progress.end(entry.hash(), "%s (%s): %s".formatted(entry.hash(), entry.url(), what));
    }
}
