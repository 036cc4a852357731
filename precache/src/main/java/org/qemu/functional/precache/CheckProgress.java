package org.qemu.functional.precache;

import java.util.Locale;
import org.qemu.functional.asset.internal.maintenance.StoredEntry;
import org.qemu.functional.asset.internal.maintenance.verify.CheckListener;
import org.qemu.functional.asset.internal.maintenance.verify.CheckedEntry;
import org.qemu.functional.asset.internal.progress.Progress;

/** Shows the progress of a check, with a line for each entry that is not intact. */
record CheckProgress(Progress progress) implements CheckListener {
    @Override
    public void started(StoredEntry entry) {
        progress.start(entry.hash(), entry.hash(), entry.bytes(), "");
    }

    @Override
    public void read(StoredEntry entry, long bytes) {
        progress.advance(entry.hash(), bytes);
    }

    @Override
    public void finished(CheckedEntry result) {
        progress.end(
                result.hash(),
                result.state() == CheckedEntry.State.WHOLE
                        ? ""
                        : "%s %s (from %s): %s"
                                .formatted(
                                        result.state().name().toLowerCase(Locale.ROOT),
                                        result.file(),
                                        result.url(),
                                        result.detail()));
    }
}
