package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LaunchRequirement;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that a guest starts again after a reset for which KVM's machine was created anew. */
@Resources(cores = 2, memory = "2448M")
class RebuildVmfdTest extends QemuSystemTest {
    static final Asset UKI =
            Asset.of(
                    "https://gitlab.com/anisinha/misc-artifacts/-/raw/main/uki.x86-64.efi?ref_type=heads",
                    "e0f806bd1fa24111312e1fe849d2ee69808d4343930a5dc8c1688da17c65f576");
    static final Asset OVMF =
            Asset.of(
                    "https://gitlab.com/anisinha/misc-artifacts/-/raw/main/OVMF.stateless.fd?ref_type=heads",
                    "58a4275aafa8774bd6b1540adceae4ea434b8db75b47611839ff47be88cfcf22");

    private static final String BEFORE = "does not have the property x-change-vmfd-on-reset";

    @Test
    void resetsByTheConsole() {
        launch("kvm", "host");
        resetByTheConsole();
        assertRebuilt();
    }

    @Test
    void resetsByQmp() {
        launch("kvm", "host");
        vm().qmp("system_reset");
        awaitSecondStart();
        assertRebuilt();
    }

    @Test
    void rebuildsTheTimerOfKvm() {
        launch("kvm", "host", "--trace", "kvmpit_post_vmfd_change");
        resetByTheConsole();
        assertPrinted("kvmpit_post_vmfd_change");
    }

    @Test
    void rebuildsTheEmulationOfXen() {
        launch("kvm,xen-version=0x4000a,kernel-irqchip=split", "host");
        resetByTheConsole();
        assertRebuilt();
    }

    @Test
    void rebuildsTheBusOfHyperV() {
        launch(
                "kvm",
                "host,hv-syndbg,hv-relaxed,hv_time,hv-synic,hv-vpindex,hv-runtime,hv-stimer",
                "-device",
                "vmbus-bridge,irq=15",
                "-trace",
                "vmbus_handle_vmfd_change");
        resetByTheConsole();
        assertPrinted("vmbus_handle_vmfd_change");
    }

    private void launch(String accelerator, String cpu, Object... more) {
        setMachine("q35");
        requireAccelerator("kvm");
        requireVersion("11.1", BEFORE);
        vm().setConsole();
        vm().addArgs("-accel", accelerator, "-smp", "2", "-cpu", cpu, "-m", "2G");
        vm().addArgs("-nographic", "-nodefaults");
        Path kernel = UKI.fetch();
        Path firmware = OVMF.fetch();
        vm().addArgs("-kernel", kernel, "-bios", firmware);
        vm().addArgs("-machine", "q35,x-change-vmfd-on-reset=on", "--trace", "kvm_reset_vmfd");
        vm().addArgs(more);
        LaunchRequirement.launchWithXen(vm());
        waitForConsolePattern("bash-5.1#");
    }

    private void resetByTheConsole() {
        execCommandAndWaitForPattern("/usr/sbin/reboot -f", "reboot: machine restart");
        awaitSecondStart();
    }

    private void awaitSecondStart() {
        waitForConsolePattern("# --- Hello world ---");
        vm().shutdown();
    }

    private void assertRebuilt() {
        assertPrinted("kvm_reset_vmfd");
        assertPrinted("virtual machine state has been rebuilt");
    }

    private void assertPrinted(String text) {
        String output = vm().output();
        assertTrue(output.contains(text), () -> "no '%s' in:%n%s".formatted(text, output));
    }
}
