package org.qemu.functional.tests.x86_64;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that a guest provides a service on a forwarded port and that its files arrive intact. */
class LinuxNetworkTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int PORT = 8080;

    @Test
    void servesAFileOverAForwardedPort() {
        setMachine("q35");
        useShell(vm(), DebianInstaller.AMD64, "");
        vm().addArgs("-netdev", "user,id=net,hostfwd=tcp:127.0.0.1:0-:" + PORT);
        vm().addArgs("-device", "virtio-net-pci,netdev=net");
        vm().launch();
        awaitShell(vm());
        run(vm(), "modprobe virtio_pci; modprobe virtio_net");
        run(vm(), "ip link set eth0 up; ip addr add 10.0.2.15/24 dev eth0");
        run(vm(), "head -c 4194304 /dev/urandom > /file");
        Matcher hash = SHA256.matcher(run(vm(), "sha256sum /file"));
        checkHttpDownload(
                "/file",
                hash.find() ? hash.group() : "none",
                PORT,
                "{ printf 'HTTP/1.0 200 OK\\r\\nContent-Length: 4194304\\r\\n\\r\\n'; cat /file; } | nc -l -p 8080 &"
                        + " until grep -q :1F90 /proc/net/tcp /proc/net/tcp6; do :; done;"
                        + " echo Serving HTTP on 0.0.0.0 port");
    }
}
