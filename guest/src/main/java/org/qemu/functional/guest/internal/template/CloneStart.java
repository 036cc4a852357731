package org.qemu.functional.guest.internal.template;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;

/** Start a clone: a QEMU with the arguments of the frozen guest that loads its state. */
public final class CloneStart {
    private final FrozenGuest frozen;
    private final QemuMachine original;
    private final Map<String, String> netdevs = new LinkedHashMap<>();

    /**
     * Prepare a clone.
     *
     * @param original the machine whose arguments are used; it need not be running
     */
    public CloneStart(FrozenGuest frozen, QemuMachine original) {
        this.frozen = frozen;
        this.original = original;
    }

    /**
     * Replace a network back-end of the template.
     *
     * @param value the value of {@code -netdev}
     */
    public void netdev(String id, String value) {
        netdevs.put(id, value);
    }

    /**
     * Launch a machine as a clone.
     *
     * @param overlays the folder for the overlays of its disks
     * @throws IllegalStateException if the template does not have a network back-end that is to be
     *     replaced, or has a disk that cannot be cloned
     * @throws org.qemu.functional.machine.LaunchException if QEMU cannot be started
     */
    public void launch(QemuMachine vm, Path overlays) {
        MachineAccess access = MachineAccess.of(vm);
        access.copyConfig(original);
        CloneArguments arguments =
                new CloneArguments(
                        frozen,
                        netdevs,
                        new Overlays(overlays, vm.name() + "-disk", frozen.disks()));
        access.replaceArguments(arguments);
        if (!arguments.unused().isEmpty()) {
            throw new IllegalStateException(
                    "the template has no -netdev with the ids %s".formatted(arguments.unused()));
        }
        vm.addArgs("-incoming", "defer");
        vm.launch();
        Freezer.load(vm, frozen.state());
    }
}
