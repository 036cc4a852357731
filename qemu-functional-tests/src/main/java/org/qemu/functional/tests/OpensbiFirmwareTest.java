package org.qemu.functional.tests;

import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.LaunchException;

/** Proves that the OpenSBI that comes with QEMU starts on RISC-V machines and knows each. */
public abstract class OpensbiFirmwareTest extends QemuSystemTest {
    /** The UARTs of spike and sifive_u lose characters in QEMU 7.2 and keep all in 10.0. */
    private static final int FIRST_MAJOR_THAT_KEEPS_OUTPUT = 10;

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

    private void launchFirmware(String machine) {
        setMachine(machine);
        vm().setConsole();
        try {
            vm().launch();
        } catch (LaunchException e) {
            if (e.output().contains("Unable to load the RISC-V firmware")) {
                abort("this QEMU comes without OpenSBI for " + arch());
            }
            throw e;
        }
    }

    private void assumeKeepsOutput() {
        int major = vm().cmd("query-version").at("/qemu/major").asInt();
        if (major < FIRST_MAJOR_THAT_KEEPS_OUTPUT) {
            abort("the console of this machine loses output in QEMU " + major);
        }
    }

    private void waitForBanner(String platform) {
        waitForConsolePattern("OpenSBI v");
        waitForRegexConsolePattern("Platform Name +: " + platform);
        waitForConsolePattern("Boot HART MEDELEG");
    }
}
