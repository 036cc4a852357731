package org.qemu.functional.machine.internal.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * The actions of extensions for the start and the end of a machine's runs, in the order of their
 * registration.
 */
public final class MachineListeners {
    private final List<Runnable> launched = new ArrayList<>();
    private final List<Runnable> ended = new ArrayList<>();

    public void afterLaunch(Runnable action) {
        launched.add(action);
    }

    public void afterEnd(Runnable action) {
        ended.add(action);
    }

    void launched() {
        launched.forEach(Runnable::run);
    }

    void ended() {
        ended.forEach(Runnable::run);
    }
}
