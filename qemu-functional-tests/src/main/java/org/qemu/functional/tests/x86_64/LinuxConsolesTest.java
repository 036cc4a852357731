package org.qemu.functional.tests.x86_64;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that several consoles of one machine are read and typed on at once. */
class LinuxConsolesTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    @Test
    void talksOnSerialPortsAVirtioConsoleAndTheDebugPort() {
        setMachine("q35");
        useShell(vm(), DebianInstaller.AMD64, "");
        vm().addConsole("second", 1);
        vm().addArgs("-device", "virtio-serial-pci");
        vm().addConsole("virtio", "virtconsole");
        vm().addConsole("firmware", "isa-debugcon,iobase=0x402");
        vm().launch();

        waitForConsolePattern("SeaBIOS (version", null, vm(), "firmware");
        awaitShell(vm());
        run(vm(), "modprobe virtio_pci; modprobe virtio_console");
        run(vm(), "echo first of all > /dev/ttyS1; echo over virtio > /dev/hvc0");
        waitForConsolePattern("first of all", null, vm(), "second");
        waitForConsolePattern("over virtio", null, vm(), "virtio");

        // One shell on each; what one hears, the other does not.
        execCommand("sh < /dev/ttyS1 > /dev/ttyS1 2>&1 & sh < /dev/hvc0 > /dev/hvc0 2>&1");
        for (String console : List.of("second", "virtio")) {
            waitForConsolePattern("built-in shell (ash)", null, vm(), console);
            waitForConsolePattern("~ # ", null, vm(), console);
        }
        execCommandAndWaitForPattern("echo $((6 * 7))", "42", null, vm(), "second");
        execCommandAndWaitForPattern("echo $((7 * 11))", "77", null, vm(), "virtio");
        vm().shutdown();
    }
}
