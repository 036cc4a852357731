package org.qemu.functional.tests.aarch64;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.machine.LaunchException;

/** Proves that images for the machine {@code virt} boot. */
@Resources(cores = 2)
class KvmTest extends LinuxKernelTest {
    static final Asset KVM_TEST_KERNEL =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=Bs8Eb2Wb7yWtkTA",
                    "34de4aaea90db5da42729e7d28b77f392c37a2f4da859f889a5234aaf0970696");

    @Test
    void bootsNvheSelftest() {
        boot("console=ttyAMA0 kvm-arm.mode=nvhe");
    }

    @Test
    void bootsVheSelftest() {
        boot("console=ttyAMA0 kvm-arm.mode=vhe");
    }

    private void launch() {
        try {
            vm().launch();
        } catch (LaunchException e) {
            if (e.output().contains("does not support providing Virtualization")) {
                abort("this accelerator cannot provide virtualization extensions to the guest");
            }
            throw e;
        }
    }

    private void boot(String commandLine) {
        setMachine("virt");
        Path kernel = KVM_TEST_KERNEL.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-cpu",
                        "max",
                        "-machine",
                        "virt,gic-version=3,virtualization=on",
                        "-kernel",
                        kernel,
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE + commandLine,
                        "-smp",
                        "2",
                        "-m",
                        "320");
        launch();

        waitForConsolePattern("buildroot login:");
        execCommandAndWaitForPattern("root", "#");
        execCommandAndWaitForPattern("export PS1='RES=[$?] # '", "RES=[0] # ");
        execCommandAndWaitForPattern("/usr/share/kvm-unit-tests//selftest-setup", "RES=[0] # ");
        execCommandAndWaitForPattern("/usr/share/kvm-unit-tests//selftest-smp", "RES=[0] # ");
        execCommandAndWaitForPattern(
                "/usr/share/kvm-unit-tests//selftest-vectors-kernel", "RES=[0] # ");
        execCommandAndWaitForPattern(
                "/usr/share/kvm-unit-tests//selftest-vectors-user", "RES=[0] # ");
    }
}
