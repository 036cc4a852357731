package org.qemu.functional.guest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.image.BuiltImage;
import org.qemu.functional.guest.internal.agent.AgentChannel;
import org.qemu.functional.guest.internal.machine.GuestArguments;
import org.qemu.functional.guest.internal.machine.GuestLivenessMonitor;
import org.qemu.functional.guest.internal.machine.MemoryFile;
import org.qemu.functional.guest.internal.template.Freezer;
import org.qemu.functional.guest.internal.template.FrozenGuest;
import org.qemu.functional.guest.internal.template.MemoryFileMigration;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.settings.TimeoutScale;

/**
 * The state of a guest booted by this program that is needed to freeze it.
 *
 * @param vm its machine
 * @param agent the channel to it
 * @param memory its RAM; {@code null} for a clone, whose RAM is private
 * @param imageKey identifies the image
 */
record BootedGuest(
        QemuMachine vm, AgentChannel agent, @Nullable MemoryFile memory, String imageKey) {
    static Guest boot(
            QemuMachine vm,
            BuiltImage image,
            int mebibytes,
            int cpus,
            String words,
            Duration limit) {
        MemoryFile memory = MemoryFile.create((long) mebibytes << 20, folder(vm));
        try {
            GuestArguments.add(vm, image, memory.bytes(), cpus, words);
            GuestArguments.shareMemory(vm, memory);
            vm.launch();
            return open(
                    vm, memory, image.key(), agent -> agent.connect(TimeoutScale.scaled(limit)));
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /**
     * Connect to the agent of a running machine.
     *
     * @param connect starts the session
     */
    static Guest open(
            QemuMachine vm,
            @Nullable MemoryFile memory,
            String imageKey,
            Consumer<AgentChannel> connect) {
        GuestLivenessMonitor watch = new GuestLivenessMonitor(vm);
        AgentChannel agent =
                AgentChannel.open(vm.channel(GuestArguments.CHANNEL), watch, "guest-" + vm.name());
        Guest guest = new Guest(vm, agent, watch, new BootedGuest(vm, agent, memory, imageKey));
        MachineAccess.of(vm).afterEnd(guest::disconnect);
        connect.accept(agent);
        return guest;
    }

    private static Path folder(QemuMachine vm) {
        return vm.outputLog().toAbsolutePath().getParent();
    }

    /** Convert the guest into a template; this ends its machine. */
    Template freeze() {
        MemoryFile shared = memory;
        QemuMachine frozen = vm;
        Path scratch = folder(vm).resolve("scratch");
        if (shared == null) {
            long bytes = MemoryFileMigration.memoryOf(vm);
            shared = MemoryFile.create(bytes, folder(vm));
            frozen = new MemoryFileMigration(vm, scratch).intoSharedMemory(shared);
        }
        Path state = Freezer.stateFile(scratch, vm.name());
        new Freezer(frozen).saveTo(state);
        frozen.kill();
        return new Template(
                frozen,
                new FrozenGuest(shared.path(), shared.bytes(), state, Map.of()),
                imageKey,
                shared);
    }
}
