package org.qemu.functional.guest.internal.template;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.guest.internal.machine.GuestArguments;
import org.qemu.functional.guest.internal.machine.MemoryFile;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;

/**
 * Move a clone to a machine whose RAM is in a file again: memory that a clone has written is in no
 * file and cannot be shared.
 */
public final class MemoryFileMigration {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Pattern SIZE = Pattern.compile(",size=(\\d+),");

    private final QemuMachine clone;
    private final Path scratch;

    /**
     * Prepare the move.
     *
     * @param scratch the folder for temporary files
     */
    public MemoryFileMigration(QemuMachine clone, Path scratch) {
        this.clone = clone;
        this.scratch = scratch;
    }

    /** Return the size of a guest's RAM in bytes. */
    public static long memoryOf(QemuMachine vm) {
        for (String word : vm.command()) {
            Matcher size = SIZE.matcher(word);
            if (GuestArguments.isMemoryBackend(word) && size.find()) {
                return Long.parseLong(size.group(1));
            }
        }
        throw new IllegalStateException(
                "VM '%s' is not a guest booted by this program".formatted(vm.name()));
    }

    /** Move the clone; this ends its machine. */
    public QemuMachine intoSharedMemory(MemoryFile memory) {
        Path whole = Freezer.stateFile(scratch, clone.name() + "-whole");
        new Freezer(clone).saveAllTo(whole);
        clone.kill();
        QemuMachine moved = MachineAccess.of(clone).sibling(clone.name() + "-frozen");
        MachineAccess.of(moved).copyConfig(clone);
        GuestArguments.shareMemory(moved, memory);
        moved.launch();
        Freezer.loadAll(moved, whole, TIMEOUT);
        return moved;
    }
}
