package org.qemu.functional.guest;

import java.time.Duration;
import org.qemu.functional.budget.TimeoutScale;
import org.qemu.functional.guest.channel.AgentChannel;
import org.qemu.functional.guest.image.BuiltImage;
import org.qemu.functional.guest.machine.GuestArguments;
import org.qemu.functional.guest.machine.LossWatch;
import org.qemu.functional.guest.machine.MemoryFile;
import org.qemu.functional.machine.QemuMachine;

/**
 * What is known of a guest that was booted here, and is needed to freeze it.
 *
 * @param agent the way to it
 * @param memory its RAM
 * @param key stands for the image
 */
record BootedGuest(AgentChannel agent, MemoryFile memory, String key) {
    static Guest boot(
            QemuMachine vm,
            BuiltImage image,
            int mebibytes,
            int cpus,
            String words,
            Duration limit) {
        MemoryFile memory =
                MemoryFile.create(
                        (long) mebibytes << 20, vm.outputLog().toAbsolutePath().getParent());
        try {
            GuestArguments.add(vm, image, memory, cpus, words);
            vm.launch();
            return connect(vm, memory, image.key(), limit);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /** Connect to the agent of a machine that runs. */
    static Guest connect(QemuMachine vm, MemoryFile memory, String key, Duration limit) {
        LossWatch watch = new LossWatch(vm);
        AgentChannel agent =
                AgentChannel.open(vm.channel(GuestArguments.CHANNEL), watch, "guest-" + vm.name());
        Guest guest = new Guest(vm, agent, watch, new BootedGuest(agent, memory, key));
        vm.afterEnd(guest::close);
        vm.afterEnd(memory::close);
        agent.connect(TimeoutScale.scaled(limit));
        return guest;
    }
}
