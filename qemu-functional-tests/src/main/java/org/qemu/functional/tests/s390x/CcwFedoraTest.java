package org.qemu.functional.tests.s390x;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/**
 * Proves that Fedora 31's installer sees QEMU's name, UUID, CPUs, memory and devices, and that QEMU
 * sees what it writes to the screen and how it identifies itself.
 */
@Resources(cores = 4)
class CcwFedoraTest extends QemuSystemTest {
    static final Asset F31_KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/31/Server/s390x/os/images/kernel.img",
                    "480859574f3f44caa6cd35c62d70e1ac0609134e22ce2a954bbed9b110c06e0b");
    static final Asset F31_INITRD =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/31/Server/s390x/os/images/initrd.img",
                    "04c46095b2c49020b1c2327158898b7db747e4892ae319726192fb949716aa9c");

    private static final String PROMPT = ":/#";
    private static final String UUID = "30de4fd9-b4d5-409e-86a5-09b387f70bfa";
    private static final String COMMAND_LINE =
            "printk.time=0  audit=0 rd.plymouth=0 plymouth.enable=0 rd.rescue";

    @Test
    void bootsFedora() throws IOException {
        setMachine("s390-ccw-virtio");
        Path kernel = F31_KERNEL.fetch();
        Path initrd = uncompress(F31_INITRD, "xz");
        vm().setConsole();
        vm().addArgs("-nographic", "-smp", "4", "-m", "512");
        vm().addArgs("-name", "Some Guest Name", "-uuid", UUID);
        vm().addArgs("-kernel", kernel, "-initrd", initrd, "-append", COMMAND_LINE);
        vm().addArgs("-device", "zpci,uid=7,target=n");
        vm().addArgs("-device", "virtio-net-pci,id=n,mac=02:ca:fe:fa:ce:12");
        vm().addArgs("-device", "virtio-rng-ccw,devno=fe.1.9876");
        vm().addArgs("-device", "virtio-gpu-ccw,devno=fe.2.5432");
        vm().launch();
        waitForConsolePattern("Kernel command line: " + COMMAND_LINE, "Kernel panic - not syncing");
        waitForConsolePattern("Entering emergency mode", "Kernel panic - not syncing");

        seesTheOptionsOfTheCommandLine();
        if (System.getenv("QEMU_TEST_FLAKY_TESTS") != null) {
            showsTheFramebuffer();
        }
        acceptsACryptoDevice();
        identifiesItself();
    }

    private void seesTheOptionsOfTheCommandLine() {
        execCommandAndWaitForPattern(
                "while ! (dmesg | grep enP7p0s0) ; do sleep 1 ; done",
                "virtio_net virtio0 enP7p0s0: renamed");
        execCommandAndWaitForPattern("lspci", "0007:00:00.0 Class 0200: Device 1af4:1041");
        execCommandAndWaitForPattern("cat /sys/class/net/enP7p0s0/address", "02:ca:fe:fa:ce:12");
        execCommandAndWaitForPattern("lscss", "0.1.9876");
        execCommandAndWaitForPattern("lscss", "0.2.5432");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "processors    : 4");
        execCommandAndWaitForPattern("grep MemTotal /proc/meminfo", "MemTotal:         499848 kB");
        execCommandAndWaitForPattern("grep Name /proc/sysinfo", "Extended Name:   Some Guest Name");
        execCommandAndWaitForPattern("grep UUID /proc/sysinfo", UUID);
    }

    /**
     * Write text to the framebuffer, and read it in a screen dump. The framebuffer has four bytes
     * per pixel, the dump three, so each fourth byte of the text is a space that the dump lacks.
     */
    private void showsTheFramebuffer() throws IOException {
        execCommandAndWaitForPattern(
                "while ! (dmesg | grep gpudrmfb) ; do sleep 1 ; done",
                "virtio_gpudrmfb frame buffer device");
        execCommandAndWaitForPattern("echo -e \"\\e[?25l\" > /dev/tty0", PROMPT);
        execCommandAndWaitForPattern(
                "for ((i=0;i<250;i++)); do echo \" The  qu ick  fo x j ump s o ver  a  laz y d og\""
                        + " >> fox.txt;done",
                PROMPT);
        execCommandAndWaitForPattern(
                "dd if=fox.txt of=/dev/fb0 bs=1000 oflag=sync,nocache ; rm fox.txt",
                "12+0 records out");
        Path dump = scratchFile("screen.ppm");
        vm().cmd("screendump", "filename", dump.toString());
        byte[] expected =
                "P6\n1280 800\n255\nThe quick fox jumps over a lazy dog\n".getBytes(US_ASCII);
        assertArrayEquals(expected, Arrays.copyOf(Files.readAllBytes(dump), expected.length));
    }

    private void acceptsACryptoDevice() {
        execCommandAndWaitForPattern("dmesg -c > /dev/null; echo dm_clear\\ 1", "dm_clear 1");
        vm().cmd("object-add", "qom-type", "cryptodev-backend-builtin", "id", "cbe0");
        vm().cmd(
                        "device_add",
                        "driver",
                        "virtio-crypto-ccw",
                        "id",
                        "crypdev0",
                        "cryptodev",
                        "cbe0",
                        "devno",
                        "fe.0.2342");
        execCommandAndWaitForPattern(
                "while ! (dmesg -c | grep Accelerator.device) ; do sleep 1 ; done",
                "Accelerator device is ready");
        execCommandAndWaitForPattern("lscss", "0.0.2342");
        vm().cmd("device_del", "id", "crypdev0");
        vm().cmd("object-del", "id", "cbe0");
        execCommandAndWaitForPattern(
                "while ! (dmesg -c | grep Start.virtcrypto_remove) ; do sleep 1 ; done",
                "Start virtcrypto_remove.");
    }

    private void identifiesItself() {
        String folder = "/sys/firmware/cpi/";
        execCommand("echo TESTVM > " + folder + "system_name");
        execCommand("echo LINUX > " + folder + "system_type");
        execCommand("echo TESTPLEX > " + folder + "sysplex_name");
        execCommand("echo 0x001a000000060b00 > " + folder + "system_level");
        execCommandAndWaitForPattern("echo 1 > " + folder + "set", PROMPT);
        vm().eventWait("SCLP_CPI_INFO_AVAILABLE");
        assertNotEquals("0", property("timestamp"));
        assertEquals("TESTVM", property("system_name"));
        assertEquals("LINUX", property("system_type"));
        assertEquals("TESTPLEX", property("sysplex_name"));
        assertEquals(Long.toString(0x001a000000060b00L), property("system_level"));
    }

    private String property(String name) {
        return vm().cmd(
                        "qom-get",
                        "path",
                        "/machine/sclp/s390-sclp-event-facility/sclpcpi",
                        "property",
                        name)
                .asText()
                .strip();
    }
}
