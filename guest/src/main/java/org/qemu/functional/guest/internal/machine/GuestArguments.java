package org.qemu.functional.guest.internal.machine;

import java.nio.file.Path;
import java.util.List;
import org.qemu.functional.guest.image.BuiltImage;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.guest.internal.agent.AgentChannel;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;

/** Configure a machine for a guest of this module: CPU, RAM, kernel, console, the agent's port. */
public final class GuestArguments {
    /** The id of the chardev that is connected to the agent. */
    public static final String CHANNEL = "guest-agent";

    private static final String MEMORY = "guest-memory";
    private static final Path NOWHERE = Path.of("/dev/null");

    private GuestArguments() {}

    /**
     * Add arguments; the machine type and CPU only if the test has not set them. The location of
     * the RAM can still be changed by {@link #shareMemory}.
     *
     * @param bytes the size of the RAM
     * @param words additional words for the kernel's command line
     */
    public static void add(QemuMachine vm, BuiltImage image, long bytes, int cpus, String words) {
        GuestArchitecture architecture = image.architecture();
        List<String> chosen = vm.command();
        if (chosen.stream().anyMatch(word -> word.equals("-m") || word.equals("-kernel"))) {
            throw new IllegalStateException(
                    "VM '%s' already has -m or -kernel, which the guest's image sets; use the builder's memory()"
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
        // Use only two ports: thirty-one would slow down the driver's start and each migration.
        // Without ioeventfd the vCPU thread transfers the data itself, which saves a thread switch.
        vm.addArgs("-device", "virtio-serial-pci,id=guest-serial,max_ports=2,ioeventfd=off");
        vm.addArgs(
                "-device",
                "virtserialport,bus=guest-serial.0,nr=1,chardev=%s,name=%s"
                        .formatted(CHANNEL, AgentChannel.PORT));
    }

    /** Return the RAM as a memory backend that a template can share. */
    static String memoryBackend(MemoryFile memory) {
        return memoryBackend(memory.path(), memory.bytes(), true);
    }

    /**
     * Return the RAM as a memory backend that is initialized from a file and does not write to it.
     */
    public static String privateMemory(Path file, long bytes) {
        return memoryBackend(file, bytes, false);
    }

    private static String memoryBackend(Path file, long bytes, boolean shared) {
        return "memory-backend-file,id=%s,size=%d,mem-path=%s,share=%s"
                .formatted(
                        MEMORY, bytes, file.toString().replace(",", ",,"), shared ? "on" : "off");
    }

    /**
     * Let a machine keep its RAM in a file that a template can share, replacing its memory backend.
     */
    public static void shareMemory(QemuMachine vm, MemoryFile memory) {
        MachineAccess.of(vm)
                .replaceArguments(
                        argument -> isMemoryBackend(argument) ? memoryBackend(memory) : argument);
    }

    /** Return whether an argument is the memory backend of the RAM. */
    public static boolean isMemoryBackend(String argument) {
        return argument.startsWith("memory-backend-file,id=" + MEMORY + ",");
    }
}
