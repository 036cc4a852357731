package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code virt} boot. */
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

    private void boot(String commandLine) {
        setMachine("virt");
        Path kernel = KVM_TEST_KERNEL.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-cpu",
                        "cortex-a72",
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
        vm().launch();

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
