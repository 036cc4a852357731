package org.qemu.functional.machine;

import java.util.ArrayList;
import java.util.List;

/** What extensions want to do when a machine's runs begin and end, in the order they said so. */
final class MachineListeners {
    private final List<Runnable> launched = new ArrayList<>();
    private final List<Runnable> ended = new ArrayList<>();

    void afterLaunch(Runnable action) {
        launched.add(action);
    }

    void afterEnd(Runnable action) {
        ended.add(action);
    }

    void launched() {
        launched.forEach(Runnable::run);
    }

    void ended() {
        ended.forEach(Runnable::run);
    }
}
