package org.qemu.functional.tests.x86_64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that a guest provides a service on a forwarded port and that its files arrive intact. */
class LinuxNetworkTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    private static final int PORT = 8080;

    @Test
    void servesAFileOverAForwardedPort() {
        setMachine("q35");
        useShell(vm(), DebianInstaller.AMD64, "");
        vm().addArgs("-netdev", "user,id=net,hostfwd=tcp:127.0.0.1:0-:" + PORT);
        vm().addArgs("-device", "virtio-net-pci,netdev=net");
        vm().launch();
        awaitShell(vm());
        servesFileOverForwardedPort(PORT);
    }
}
