package org.qemu.functional.precache;

import org.qemu.functional.progress.Progress;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Says what a command does while that takes its time, from the first moment on: in a line where
 * lines are shown, for as long as it takes on a terminal.
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

    /** Begin. */
    static Step begin(String name) {
        return new Step(Progress.onStandardError(HarnessSettings.current().environment()), name);
    }

    /** Begin and say nothing. */
    static Step quietly() {
        return new Step(Progress.none(), "");
    }

    /** Tell what it is at, which is shown on a terminal only. */
    void at(String what) {
        progress.waiting(this, name, what, "");
    }

    @Override
    public void close() {
        progress.end(this, "");
        progress.close();
    }
}
