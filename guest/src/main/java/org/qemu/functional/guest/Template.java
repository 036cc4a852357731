package org.qemu.functional.guest;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.internal.machine.MemoryFile;
import org.qemu.functional.guest.internal.template.DiskIdentities;
import org.qemu.functional.guest.internal.template.FrozenGuest;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.machine.internal.scheduling.HostMemory;

/**
 * A frozen guest, of which running copies can be made. They share its memory until they write to
 * it, and its disks through overlays. Thread-safe.
 */
public final class Template implements AutoCloseable {
    private final QemuMachine original;
    private final FrozenGuest frozen;
    private final String imageKey;
    private final @Nullable MemoryFile memory;
    private final DiskIdentities disks;
    private final AtomicInteger clones = new AtomicInteger();
    private final ParkedClones parked = new ParkedClones(this::started, this::hasMemory);

    Template(
            QemuMachine original,
            FrozenGuest frozen,
            String imageKey,
            @Nullable MemoryFile memory) {
        this.original = original;
        this.frozen = frozen;
        this.imageKey = imageKey;
        this.memory = memory;
        this.disks = new DiskIdentities(original.command());
    }

    /**
     * Start a copy with a generated name, {@code clone1} and so on, and return when it answers. A
     * copy that is parked is taken instead: see {@link #park}.
     *
     * @throws AssertionError if it does not answer
     * @throws IllegalStateException if a disk of the template has changed since it was frozen
     */
    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public Guest clone() {
        checkDisks();
        return parked.take().orElseGet(this::started);
    }

    private Guest started() {
        return clone("clone" + clones.incrementAndGet());
    }

    /**
     * Start copies in the background, and keep so many of them ready, paused, for {@link #clone()}:
     * one that is taken is replaced. A copy continues with new entropy and the current time.
     *
     * <p>None is started while the host has no memory for two more guests of this size. The copies
     * end with the template or with the test.
     *
     * @param count how many; 0 stops further starts
     * @throws IllegalArgumentException if the count is negative
     */
    public void park(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("cannot park %d clones".formatted(count));
        }
        parked.keep(count);
    }

    /** Return the number of copies that are parked now. */
    public int parked() {
        return parked.size();
    }

    /**
     * Wait until the copies are parked, or no further one can be.
     *
     * @return the number of copies that are parked then
     */
    public int awaitParked() {
        try {
            return parked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while clones were started", e);
        }
    }

    private boolean hasMemory() {
        return HostMemory.ofThisHost().forGuests() >= 2 * frozen.bytes();
    }

    /**
     * Start a copy with the given name, which becomes the name of its machine and its host name.
     */
    public Guest clone(String name) {
        return cloning(name).start();
    }

    /** Return a builder to configure how a copy differs. */
    public CloneBuilder cloning(String name) {
        return new CloneBuilder(this, name);
    }

    QemuMachine original() {
        return original;
    }

    FrozenGuest frozen() {
        return frozen;
    }

    /**
     * Check that the disks still have the content that the frozen guest knows.
     *
     * @throws IllegalStateException if one has changed
     */
    void checkDisks() {
        disks.check(original.name());
    }

    String imageKey() {
        return imageKey;
    }

    /** Return the folder of the logs, which also contains the overlays of disks. */
    Path folder() {
        return original.outputLog().toAbsolutePath().getParent();
    }

    /** Release the memory, and end parked copies; other running copies are not affected. */
    @Override
    public void close() {
        parked.close();
        if (memory != null) {
            memory.close();
        }
    }
}
