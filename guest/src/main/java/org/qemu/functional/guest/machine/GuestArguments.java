package org.qemu.functional.guest.machine;

import java.nio.file.Path;
import java.util.List;
import org.qemu.functional.guest.channel.AgentChannel;
import org.qemu.functional.guest.image.BuiltImage;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;

/**
 * Gives a machine what a guest of ours needs: processor, RAM, kernel, console, the agent's port.
 */
public final class GuestArguments {
    /** The id of the chardev that leads to the agent. */
    public static final String CHANNEL = "guest-agent";

    private static final String MEMORY = "guest-memory";
    private static final Path NOWHERE = Path.of("/dev/null");

    private GuestArguments() {}

    /**
     * Add arguments; machine and processor only where the test has chosen none. Where the RAM is
     * stays open until {@link #shareMemory}.
     *
     * @param bytes the size of the RAM
     * @param words further ones for the kernel's command line
     */
    public static void add(QemuMachine vm, BuiltImage image, long bytes, int cpus, String words) {
        GuestArchitecture architecture = image.architecture();
        List<String> chosen = vm.command();
        if (chosen.stream().anyMatch(word -> word.equals("-m") || word.equals("-kernel"))) {
            throw new IllegalStateException(
                    "VM '%s' has -m or -kernel already, which its image brings; the builder has memory()"
                            .formatted(vm.name()));
        }
        boolean machine = chosen.contains("-machine") || chosen.contains("-M");
        vm.addArgs(
                "-machine",
                (machine ? "" : architecture.machine() + ",") + "memory-backend=" + MEMORY);
        if (!chosen.contains("-cpu")) {
            architecture.cpu().ifPresent(cpu -> vm.addArgs("-cpu", cpu));
        }
        vm.addArgs("-nodefaults", "-no-user-config", "-smp", cpus);
        vm.addArgs("-m", (bytes >> 20) + "M", "-object", privateMemory(NOWHERE, bytes));
        vm.addArgs("-kernel", image.kernel(), "-initrd", image.initrd());
        vm.addArgs("-append", (image.commandLine() + " " + words).strip());
        vm.setConsole();
        vm.addChannel(CHANNEL);
        // Two ports are all that it has: thirty-one cost the driver's start and each migration.
        // Without
        // ioeventfd the processor's own thread passes data on, which is a change of threads less.
        vm.addArgs("-device", "virtio-serial-pci,id=guest-serial,max_ports=2,ioeventfd=off");
        vm.addArgs(
                "-device",
                "virtserialport,bus=guest-serial.0,nr=1,chardev=%s,name=%s"
                        .formatted(CHANNEL, AgentChannel.PORT));
    }

    /** The RAM as an object that a template may share. */
    static String memoryBackend(MemoryFile memory) {
        return memoryBackend(memory.path(), memory.bytes(), true);
    }

    /** The RAM as an object that begins with what is in a file, and writes to none. */
    public static String privateMemory(Path file, long bytes) {
        return memoryBackend(file, bytes, false);
    }

    private static String memoryBackend(Path file, long bytes, boolean shared) {
        return "memory-backend-file,id=%s,size=%d,mem-path=%s,share=%s"
                .formatted(
                        MEMORY, bytes, file.toString().replace(",", ",,"), shared ? "on" : "off");
    }

    /** Have a machine keep its RAM in a file that a template may share, whatever it had it in. */
    public static void shareMemory(QemuMachine vm, MemoryFile memory) {
        MachineAccess.of(vm)
                .replaceArguments(
                        argument -> isMemoryBackend(argument) ? memoryBackend(memory) : argument);
    }

    /** Whether an argument is the object that the RAM is. */
    public static boolean isMemoryBackend(String argument) {
        return argument.startsWith("memory-backend-file,id=" + MEMORY + ",");
    }
}
