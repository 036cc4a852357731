package org.qemu.functional.guest;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.machine.MemoryFile;
import org.qemu.functional.guest.template.FrozenGuest;
import org.qemu.functional.machine.QemuMachine;

/**
 * A guest that stands still, of which running copies can be made. They share its memory until they
 * write to it, and its disks through overlays. Safe for use by many threads.
 */
public final class Template implements AutoCloseable {
    private final QemuMachine original;
    private final FrozenGuest frozen;
    private final String imageKey;
    private final @Nullable MemoryFile memory;
    private final AtomicInteger clones = new AtomicInteger();

    Template(
            QemuMachine original,
            FrozenGuest frozen,
            String imageKey,
            @Nullable MemoryFile memory) {
        this.original = original;
        this.frozen = frozen;
        this.imageKey = imageKey;
        this.memory = memory;
    }

    /**
     * Start a copy with a name of its own, {@code clone1} and so on, and return when it answers.
     *
     * @throws AssertionError if it does not
     */
    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public Guest clone() {
        return clone("clone" + clones.incrementAndGet());
    }

    /** Start a copy of the given name, which is that of its machine and its host name. */
    public Guest clone(String name) {
        return cloning(name).start();
    }

    /** Begin to say how a copy differs. */
    public CloneBuilder cloning(String name) {
        return new CloneBuilder(this, name);
    }

    QemuMachine original() {
        return original;
    }

    FrozenGuest frozen() {
        return frozen;
    }

    String imageKey() {
        return imageKey;
    }

    /** The folder of the logs, where overlays of disks go, too. */
    Path folder() {
        return original.outputLog().toAbsolutePath().getParent();
    }

    /** Let go of the memory; copies that run go on. */
    @Override
    public void close() {
        if (memory != null) {
            memory.close();
        }
    }
}
