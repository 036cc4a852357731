package org.qemu.functional.tests;

import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.LaunchException;

/** Proves that QEMU's OpenSBI starts on RISC-V machines and recognizes each. */
public abstract class OpensbiFirmwareTest extends QemuSystemTest {
    @Test
    public void startsOnVirt() {
        launchFirmware("virt");
        waitForBanner("riscv-virtio,qemu");
    }

    @Test
    public void startsOnSpike() {
        launchFirmware("spike");
        assumeKeepsOutput();
        waitForBanner("ucbbar,spike-bare,qemu");
    }

    @Test
    public void startsOnSifiveU() {
        launchFirmware("sifive_u");
        assumeKeepsOutput();
        waitForBanner("SiFive HiFive Unleashed A00");
    }

    /** Start a machine with the firmware that its QEMU comes with. */
    protected final void launchFirmware(String machine) {
        setMachine(machine);
        vm().setConsole();
        try {
            vm().launch();
        } catch (LaunchException e) {
            if (e.output().contains("Unable to load the RISC-V firmware")) {
                abort("this QEMU has no OpenSBI for " + arch());
            }
            throw e;
        }
    }

    private void assumeKeepsOutput() {
        requireVersion("8.0", "loses output of this machine's console");
    }

    /** Wait for what OpenSBI prints once it knows the platform. */
    protected final void waitForBanner(String platform) {
        waitForConsolePattern("OpenSBI v");
        waitForRegexConsolePattern("Platform Name +: " + platform);
        waitForConsolePattern("Boot HART MEDELEG");
    }
}
