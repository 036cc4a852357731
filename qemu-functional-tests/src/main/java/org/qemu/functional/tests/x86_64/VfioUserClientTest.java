package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.tests.VfioUserClientDevice;

/**
 * Two machines: one runs the sample server {@code gpio-pci-idio-16} of libvfio-user in its guest,
 * and passes its socket on through a serial port; the other is its client.
 */
class VfioUserClientTest extends QemuSystemTest {
    private static final String IMAGES =
            "https://github.com/mcayland-ntx/libvfio-user-test/raw/refs/heads/main/images/";

    static final Asset KERNEL =
            Asset.of(
                    IMAGES + "bzImage",
                    "40292fa6ce95d516e26bccf5974e138d0db65a6de0bc540cabae060fe9dea605");
    static final Asset ROOT_FILE_SYSTEM =
            Asset.of(
                    IMAGES + "rootfs.ext2",
                    "e1e3abae8aebb8e6e77f08b1c531caeacf46250c94c815655c6bbea59fc3d1c1");

    /** Where the server in the guest listens. */
    private static final String SOCKET = "/tmp/vfio-user.sock";

    /** Lines of the server's log that a start of the client causes. */
    private static final List<String> EXPECTED =
            List.of(
                    "gpio: adding DMA region [0, 0xc0000) offset=0 flags=0x3",
                    "gpio: devinfo flags 0x3, num_regions 9, num_irqs 5",
                    "gpio: region_info[0] offset 0 flags 0 size 0 argsz 32",
                    "gpio: region_info[1] offset 0 flags 0 size 0 argsz 32",
                    "gpio: region_info[2] offset 0 flags 0x3 size 256 argsz 32",
                    "gpio: region_info[3] offset 0 flags 0 size 0 argsz 32",
                    "gpio: region_info[4] offset 0 flags 0 size 0 argsz 32",
                    "gpio: region_info[5] offset 0 flags 0 size 0 argsz 32",
                    "gpio: region_info[7] offset 0 flags 0x3 size 256 argsz 32",
                    "gpio: region7: read 256 bytes at 0",
                    "gpio: region7: read 0 from (0x30:4)",
                    "gpio: cleared EROM",
                    "gpio: I/O space enabled",
                    "gpio: memory space enabled",
                    "gpio: SERR# enabled",
                    "gpio: region7: wrote 0x103 to (0x4:2)");

    @Test
    void vfioUserPci() {
        setMachine("pc");
        requireDevice("virtio-serial");
        requireDevice(VfioUserClientDevice.TYPE);
        Path socket = socketDir().resolve("vfio-user.sock");

        QemuMachine server = machine("server");
        server.addArgs(
                "-chardev",
                "socket,id=sock0,path=" + socket + ",server=on,wait=off",
                "-device",
                "virtio-serial",
                "-device",
                "virtserialport,chardev=sock0,name=org.fedoraproject.port.0");
        server.launch();
        login(server);
        execCommandAndWaitForPattern(
                "gpio-pci-idio-16 -v %s >/var/tmp/gpio.out 2>&1 &".formatted(SOCKET),
                "#",
                null,
                server);
        // The shell does the waiting. The quotes keep the echo of the command from matching.
        execCommandAndWaitForPattern(
                "until [ -e %s ]; do sleep 0.1; done; echo 'list''ens'".formatted(SOCKET),
                "listens",
                null,
                server);
        execCommandAndWaitForPattern(
                "socat UNIX-CONNECT:%s /dev/vport0p1,ignoreeof &".formatted(SOCKET),
                "#",
                null,
                server);

        QemuMachine client = machine("client");
        client.addArgs("-device", VfioUserClientDevice.of("gpio", socket).argument());
        client.launch();
        login(client);

        String log =
                execCommandAndWaitForPattern(
                                "cat /var/tmp/gpio.out",
                                "gpio: region2: wrote 0 to (0x1:1)",
                                null,
                                server)
                        .output();
        List<String> missing = new ArrayList<>(EXPECTED);
        missing.removeAll(log.lines().map(String::strip).toList());
        assertTrue(missing.isEmpty(), () -> "lines that the server did not log: " + missing);
    }

    private QemuMachine machine(String name) {
        QemuMachine machine = vm(name);
        machine.setMachine("pc");
        machine.setConsole();
        machine.addArgs(
                "-kernel",
                KERNEL.fetch(),
                "-append",
                "console=ttyS0 root=/dev/sda",
                "-drive",
                "file=" + ROOT_FILE_SYSTEM.fetch() + ",if=ide,format=raw,id=drv0",
                "-snapshot");
        return machine;
    }

    private void login(QemuMachine machine) {
        waitForConsolePattern("login:", null, machine);
        execCommandAndWaitForPattern("root", "#", null, machine);
    }
}
