package org.qemu.functional.guest.internal.machine;

import java.nio.file.Path;
import java.util.List;
import org.qemu.functional.machine.QemuMachine;

/** Add disks to the command line. */
public final class DiskArgument {
    private static final String ID = "guest-disk";

    private DiskArgument() {}

    /** Add a virtio disk. */
    public static void add(QemuMachine vm, Path file, String format, List<String> properties) {
        long number = vm.command().stream().filter(word -> word.contains(",id=" + ID)).count();
        String id = ID + number;
        // QEMU's options double commas in a path, see qemu(1).
        vm.addArgs(
                "-drive",
                "file=%s,format=%s,if=none,id=%s"
                        .formatted(
                                file.toAbsolutePath().toString().replace(",", ",,"), format, id));
        String more = properties.isEmpty() ? "" : "," + String.join(",", properties);
        vm.addArgs("-device", "virtio-blk-pci,drive=" + id + more);
    }
}
