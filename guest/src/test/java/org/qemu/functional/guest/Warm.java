package org.qemu.functional.guest;

import java.nio.file.Path;
import java.util.Optional;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Guests for the tests of this module: clones of a shared template. */
final class Warm {
    static final GuestImage IMAGE =
            GuestImage.linux("x86_64").withModules("virtio_net", "virtio_blk");

    private Warm() {}

    static QemuMachine machine(Path folder, String name) {
        QemuBinary binary = QemuBinary.locate(System.getenv(), folder, Optional.of("x86_64"));
        return QemuMachine.create(binary, name, folder);
    }

    static Template template(Path folder) {
        return Guest.with(machine(folder, "warm"), IMAGE).memory(128).template();
    }
}
