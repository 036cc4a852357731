package org.qemu.functional.precache;

import org.qemu.functional.asset.internal.progress.Progress;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Shows what a command is doing while it takes time: as lines where the progress is shown as lines,
 * and on a terminal until the step ends.
 */
final class Step implements AutoCloseable {
    private final Progress progress;
    private final String name;

    private Step(Progress progress, String name) {
        this.progress = progress;
        this.name = name;
        progress.expect(1, -1);
        progress.waiting(this, name, "…", name);
    }

    /** Begin a step. */
    static Step begin(String name) {
        return new Step(Progress.onStandardError(HarnessSettings.current().environment()), name);
    }

    /** Begin a step without output. */
    static Step quietly() {
        return new Step(Progress.none(), "");
    }

    /** Show the current item, on a terminal only. */
    void at(String what) {
        progress.waiting(this, name, what, "");
    }

    @Override
    public void close() {
        progress.end(this, "");
        progress.close();
    }
}
