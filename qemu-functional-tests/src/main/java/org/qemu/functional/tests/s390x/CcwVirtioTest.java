package org.qemu.functional.tests.s390x;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.machine.QemuMachine;

/** Proves that images for the machine {@code s390-ccw-virtio} boot. */
class CcwVirtioTest extends QemuSystemTest {
    static final Asset BUSTER_KERNEL =
            Asset.of(
                    "https://snapshot.debian.org/archive/debian/20201126T092837Z/dists/buster/main/installer-s390x/20190702+deb10u6/images/generic/kernel.debian",
                    "d411d17c39ae7ad38d27534376cbe88b68b403c325739364122c2e6f1537e818");
    static final Asset BUSTER_INITRD =
            Asset.of(
                    "https://snapshot.debian.org/archive/debian/20201126T092837Z/dists/buster/main/installer-s390x/20190702+deb10u6/images/generic/initrd.debian",
                    "836bbd0fe6a5ca81274c28c2b063ea315ce1868660866e9b60180c575fef9fd5");

    @Test
    void bootsDevices() {
        setMachine("s390-ccw-virtio");
        Path kernel = BUSTER_KERNEL.fetch();
        Path initrd = BUSTER_INITRD.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-nographic",
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-append",
                        "printk.time=0 console=sclp0 root=/dev/ram0 BOOT_DEBUG=3",
                        "-cpu",
                        "max,prno-trng=off",
                        "-device",
                        "virtio-net-ccw,devno=fe.1.1111",
                        "-device",
                        "virtio-rng-ccw,devno=fe.2.0000,max_revision=0,id=rn1",
                        "-device",
                        "virtio-rng-ccw,devno=fe.3.1234,max_revision=2,id=rn2",
                        "-device",
                        "zpci,uid=5,target=zzz",
                        "-device",
                        "virtio-net-pci,id=zzz",
                        "-device",
                        "zpci,uid=0xa,fid=12,target=serial",
                        "-device",
                        "virtio-serial-pci,id=serial",
                        "-device",
                        "virtio-balloon-ccw");
        vm().launch();

        waitForConsolePattern(
                "sh: can't access tty; job control turned off", "Kernel panic - not syncing");
        execCommandAndWaitForPattern("exit", "sh: can't access tty; job control turned off");
        execCommandAndWaitForPattern("ls /sys/bus/ccw/devices/", "0.1.1111  0.2.0000  0.3.1234");
        execCommandAndWaitForPattern("ls /sys/bus/pci/devices/", "0005:00:00.0  000a:00:00.0");
        execCommandAndWaitForPattern(
                "cat /sys/bus/ccw/devices/0.2.0000/virtio?/features",
                "0000000000000000000000000000110000000000000000000000000000000000");
        execCommandAndWaitForPattern(
                "cat /sys/bus/ccw/devices/0.3.1234/virtio?/features",
                "0000000000000000000000000000110010000000000000000000000000000000");
        execCommandAndWaitForPattern(
                "dd if=/dev/hwrng of=/dev/null bs=1k count=10", "10+0 records out");
        execCommandAndWaitForPattern("dmesg -c > /dev/null; echo dm_clear\\ 1", "dm_clear 1");
        vm().cmd("device_del", "id", "rn1");
        execCommandAndWaitForPattern(
                "while ! (dmesg -c | grep CRW) ; do sleep 1 ; done", "CRW reports");
        execCommandAndWaitForPattern("dmesg -c > /dev/null; echo dm_clear\\ 2", "dm_clear 2");
        vm().cmd("device_del", "id", "rn2");
        execCommandAndWaitForPattern(
                "while ! (dmesg -c | grep CRW) ; do sleep 1 ; done", "CRW reports");
        execCommandAndWaitForPattern(
                "dd if=/dev/hwrng of=/dev/null bs=1k count=10", "dd: /dev/hwrng: No such device");
        execCommandAndWaitForPattern("cat /sys/bus/ccw/devices/0.1.1111/cutype", "3832/01");
        execCommandAndWaitForPattern(
                "cat /sys/bus/pci/devices/0005\\:00\\:00.0/subsystem_vendor", "0x1af4");
        // QEMU 11.1 makes it a modern device, whose number is another one.
        execCommand("cat /sys/bus/pci/devices/0005\\:00\\:00.0/subsystem_device");
        waitForRegexConsolePattern("0x(0001|1100)");
        execCommandAndWaitForPattern(
                "cat /sys/bus/pci/devices/000a\\:00\\:00.0/function_id", "0x0000000c");
        execCommandAndWaitForPattern("dmesg -c > /dev/null; echo dm_clear\\ 3", "dm_clear 3");
        vm().cmd("device_add", "driver", "virtio-net-ccw", "devno", "fe.0.4711", "id", "net_4711");
        execCommandAndWaitForPattern(
                "while ! (dmesg -c | grep CRW) ; do sleep 1 ; done", "CRW reports");
        execCommandAndWaitForPattern(
                "for i in 1 2 3 4 5 6 7 ; do if [ -e /sys/bus/ccw/devices/*4711 ]; then break; fi ;sleep 1 ; done ; ls /sys/bus/ccw/devices/",
                "0.0.4711");
        execCommandAndWaitForPattern("dmesg -c > /dev/null; echo dm_clear\\ 4", "dm_clear 4");
        vm().cmd("device_del", "id", "net_4711");
        vm().eventWait(
                        "DEVICE_DELETED",
                        QemuMachine.EVENT_TIMEOUT,
                        event -> event.at("/data/device").asText().equals("net_4711"));
        execCommandAndWaitForPattern(
                "while ! (dmesg -c | grep CRW) ; do sleep 1 ; done", "CRW reports");
        execCommandAndWaitForPattern(
                "ls /sys/bus/ccw/devices/0.0.4711", "No such file or directory");
        execCommandAndWaitForPattern("head -n 1 /proc/meminfo", "MemTotal:         115640 kB");
        vm().hmp("balloon 96");
        execCommandAndWaitForPattern("head -n 1 /proc/meminfo", "MemTotal:          82872 kB");
        vm().hmp("balloon 128");
        execCommandAndWaitForPattern("head -n 1 /proc/meminfo", "MemTotal:         115640 kB");
    }
}
