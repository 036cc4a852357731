package org.qemu.functional.tests.ppc64;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.condition.SkipBigDataTest;
import org.qemu.functional.condition.SkipIfMissingCommands;

/**
 * Proves that a guest can run guests of its own: Alpine Linux installs QEMU from the network, and
 * starts the same Alpine Linux in it with KVM.
 */
@SkipIfMissingCommands("xorriso")
@SkipBigDataTest
@Resources(cores = 4, memory = "2448M")
class HvTest extends QemuSystemTest {
    static final Asset ISO =
            Asset.of(
                    "https://dl-cdn.alpinelinux.org/alpine/v3.21/releases/ppc64le/alpine-standard-3.21.0-ppc64le.iso",
                    "7651ab4e3027604535c0b36e86c901b4695bf8fe97b908f5b48590f6baae8f30");

    private static final String LIVE_PROMPT = "localhost:~#";
    private static final String PROMPT = "alpine:~#";
    private static final String NVME = "serial=1234,drive=drive0";

    private Path iso;
    private Path kernel;
    private Path initrd;

    @BeforeEach
    void extractKernel() throws Exception {
        iso = ISO.fetch();
        kernel = extract("/boot/vmlinuz-lts");
        initrd = extract("/boot/initramfs-lts");
    }

    @Test
    void nestsInPseries() {
        requireAccelerator("tcg");
        requireNetdev("user");
        setMachine("pseries");
        vm().addArgs("-accel", "tcg,thread=multi");
        vm().addArgs("-device", "nvme," + NVME, "-machine", "x-vof=on,cap-nested-hv=on");
        startAlpine();
        nest("");
        stopAlpine();
    }

    @Test
    void nestsInPseriesWithKvm() {
        requireAccelerator("kvm");
        requireNetdev("user");
        setMachine("pseries");
        vm().addArgs("-accel", "kvm", "-device", "nvme," + NVME);
        vm().addArgs("-machine", "x-vof=on,cap-nested-hv=on,cap-ccf-assist=off");
        startAlpine();
        nest("");
        stopAlpine();
    }

    @Test
    void nestsInPowernv() {
        requireAccelerator("tcg");
        requireNetdev("user");
        setMachine("powernv");
        vm().addArgs("-accel", "tcg,thread=multi");
        vm().addArgs("-device", "nvme,bus=pcie.2,addr=0x0," + NVME);
        vm().addArgs(
                        "-device",
                        "e1000e,netdev=net0,mac=C0:FF:EE:00:00:02,bus=pcie.0,addr=0x0",
                        "-netdev",
                        "user,id=net0,hostfwd=:127.0.0.1:0-:22,hostname=alpine");
        startAlpine();
        nest("");
        nest("disable_radix");
        stopAlpine();
    }

    private Path extract(String member) throws IOException, InterruptedException {
        Path file = scratchFile(Path.of(member).getFileName().toString());
        Process xorriso =
                new ProcessBuilder(
                                "xorriso",
                                "-osirrox",
                                "on",
                                "-indev",
                                iso.toString(),
                                "-cpx",
                                member,
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(xorriso.getInputStream().readAllBytes(), UTF_8);
        if (xorriso.waitFor() != 0 || !Files.exists(file)) {
            throw new IOException(
                    "xorriso cannot extract '%s' from '%s': %s".formatted(member, iso, output));
        }
        return file;
    }

    private void startAlpine() {
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-initrd", initrd, "-smp", "4", "-m", "2g");
        vm().addArgs("-drive", "file=" + iso + ",format=raw,if=none,id=drive0,read-only=true");
        vm().launch();
        waitForConsolePattern("localhost login:");
        execCommandAndWaitForPattern("root", LIVE_PROMPT);
        // Certificates are not valid at the time that the machine starts with.
        String now =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
                        .withZone(ZoneOffset.UTC)
                        .format(Instant.now());
        execCommandAndWaitForPattern("date -s \"" + now + "\"", LIVE_PROMPT);
        execCommandAndWaitForPattern("setup-alpine -qe", PROMPT);
        execCommandAndWaitForPattern("setup-apkrepos -c1", PROMPT);
        execCommandAndWaitForPattern("apk update", PROMPT);
        execCommandAndWaitForPattern("apk add qemu-system-ppc64", PROMPT);
        execCommandAndWaitForPattern("modprobe kvm-hv", PROMPT);
    }

    /** Boot the ISO, which the guest sees as its own disk, in a guest of the guest. */
    private void nest(String option) {
        execCommand(
                "qemu-system-ppc64 -nographic -smp 2 -m 1g"
                        + " -machine pseries,x-vof=on,accel=kvm"
                        + " -machine cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off"
                        + " -drive file=/dev/nvme0n1,format=raw,readonly=on"
                        + " -initrd /media/nvme0n1/boot/initramfs-lts"
                        + " -kernel /media/nvme0n1/boot/vmlinuz-lts"
                        + " -append 'usbcore.nousb "
                        + option
                        + "'");
        waitForConsolePattern("localhost login:");
        execCommandAndWaitForPattern("root", LIVE_PROMPT);
        execCommand("poweroff");
        waitForConsolePattern("reboot: Power down");
        waitForConsolePattern(PROMPT);
    }

    private void stopAlpine() {
        execCommand("echo \"TEST ME\"");
        waitForConsolePattern(PROMPT);
        execCommand("poweroff");
        waitForConsolePattern("reboot: Power down");
        vm().waitForExit();
    }
}
