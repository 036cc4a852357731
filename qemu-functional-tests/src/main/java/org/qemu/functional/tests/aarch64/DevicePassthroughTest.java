package org.qemu.functional.tests.aarch64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/**
 * Proves that a guest behind an SMMU passes disks through to a guest of its own, one by a VFIO
 * group and one by IOMMUFD.
 */
@Resources(memory = "2448M")
class DevicePassthroughTest extends QemuSystemTest {
    static final Asset DEVICE_PASSTHROUGH_STACK =
            Asset.of(
                    "https://github.com/p-b-o/qemu-linux-stack/releases/download/build/device_passthrough-a9612a2.tar.xz",
                    "f7d2f70912e7231986e6e293e1a2c4786dd02bec113a7acb6bfc619e96155455");

    /** A function of both scripts: a disk's name, found by its serial number. */
    private static final String DISK_OF =
            """
            set -eux -o pipefail
            disk_of() { lsblk --nvme | awk -v serial="$1" '$0 ~ serial { print $1 }'; }
            """;

    /** Bind both disks to vfio-pci and start the inner guest with them. */
    private static final String GUEST =
            DISK_OF
                    + """
                    to_vfio() {
                        address=$(basename "$(readlink -f "/sys/block/$1/../../..")")
                        device=/sys/bus/pci/devices/$address
                        if [ "$(cat "$device/driver_override")" != vfio-pci ]; then
                            echo "$address" > /sys/bus/pci/drivers/nvme/unbind
                            echo vfio-pci > "$device/driver_override"
                            echo "$address" > /sys/bus/pci/drivers/vfio-pci/bind
                        fi
                    }
                    to_vfio "$(disk_of vfio)"
                    by_group=$address
                    to_vfio "$(disk_of iommufd)"
                    by_iommufd=$address
                    qemu-system-aarch64 -M virt -cpu host -enable-kvm -m 1G -display none -serial stdio \
                        -kernel /host/Image.gz -append "root=/dev/vda init=/init -- bash /host/nested_guest.sh" \
                        -drive format=raw,file=/host/guest.ext4,if=virtio \
                        -virtfs local,path=/host,mount_tag=host,security_model=mapped,readonly=off \
                        -device "vfio-pci,host=$by_group" -object iommufd,id=iommufd0 \
                        -device "vfio-pci,host=$by_iommufd,iommufd=iommufd0"
                    """;

    /** Compare the disks with the images that the outer QEMU has for them. */
    private static final String NESTED_GUEST =
            DISK_OF
                    + """
                    cmp /host/disk_vfio "/dev/$(disk_of vfio)"
                    cmp /host/disk_iommufd "/dev/$(disk_of iommufd)"
                    echo device_passthrough_test_ok
                    """;

    @Test
    void passesDisksToANestedGuest() throws IOException {
        setMachine("virt");
        requireAccelerator("tcg");
        archiveExtract(DEVICE_PASSTHROUGH_STACK);
        Path stack = scratchFile("out");
        Files.writeString(stack.resolve("guest.sh"), GUEST);
        Files.writeString(stack.resolve("nested_guest.sh"), NESTED_GUEST);
        vm().setConsole();
        vm().addArgs("-cpu", "max", "-m", "2G");
        vm().addArgs("-M", "virt,virtualization=on,gic-version=max,iommu=smmuv3");
        vm().addArgs("-kernel", stack.resolve("Image.gz"));
        vm().addArgs("-drive", "format=raw,file=" + stack.resolve("host.ext4"));
        addsDisk(stack, "vfio", 512);
        addsDisk(stack, "iommufd", 1024);
        vm().addArgs(
                        "-virtfs",
                        "local,path=%s/,mount_tag=host,security_model=mapped,readonly=off"
                                .formatted(stack));
        // The guest's init panics if the script fails.
        vm().addArgs("-append", "root=/dev/vda init=/init -- bash /host/guest.sh");
        vm().launch();
        waitForConsolePattern("device_passthrough_test_ok", "Kernel panic");
    }

    private void addsDisk(Path stack, String serial, int size) throws IOException {
        byte[] content = new byte[size];
        new Random().nextBytes(content);
        Path image = Files.write(stack.resolve("disk_" + serial), content);
        vm().addArgs("-drive", "file=%s,if=none,id=%s,format=raw".formatted(image, serial));
        vm().addArgs("-device", "nvme,serial=%s,drive=%s".formatted(serial, serial));
    }
}
