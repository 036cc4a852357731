package org.qemu.functional.tests.x86_64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.net.Ports;

/**
 * Proves that files pass in both directions between a guest and this host through {@code
 * vhost-user-bridge}, a network device outside of QEMU, and a network of user mode.
 */
class VhostUserBridgeTest extends LinuxKernelTest {
    static final Asset KERNEL_INITRAMFS =
            Asset.of(
                    "https://github.com/yodel/vhost-user-bridge-test/raw/refs/heads/main/bzImage",
                    "8860d7aa59434f483542cdf25b42eacae0d4d4aa7ec923af9589d1ad4703d42b");

    private static final String PROMPT = "~ # ";
    private static final int PORT = 8080;

    private static final String TO_GUEST = "vubr-test-uuid.txt";
    private static final String TO_GUEST_TEXT = "ba4c2e39-627f-487d-ae3b-93cc5d783eb8";
    private static final String TO_GUEST_SHA256 =
            "d2932e34bf6c17b33e7325140b691e27c191d9ac4dfa550f68c09506facb09b9";

    private static final String TO_HOST = "/tmp/uuid.txt";
    private static final String TO_HOST_TEXT = "143d2b21-fdf0-4c5e-a9ef-f35ebbac8945";
    private static final String TO_HOST_SHA256 =
            "14b64203f5cf2afe520f8be0fdfe630aafc1e85d1301f55a0d1681e68881f3a2";

    @Test
    void passesFilesInBothDirections() throws IOException {
        Path kernel = KERNEL_INITRAMFS.fetch();
        Path bridge = VhostUserProgram.find(this, "vhost-user-bridge");
        Path socket = socketDir().resolve("vubr-test.sock");
        Path folder = Files.createDirectories(scratchFile("tftp"));
        Files.writeString(folder.resolve(TO_GUEST), TO_GUEST_TEXT);
        try (Ports ports = Ports.reserve()) {
            List<Integer> two = ports.findFreePorts(2);
            String local = "127.0.0.1:" + two.get(0);
            String remote = "127.0.0.1:" + two.get(1);
            configure(socket, local, remote, folder);
            List<String> command =
                    List.of(bridge.toString(), "-u", socket.toString(), "-l", local, "-r", remote);
            Path log = logFile("vhost-user-bridge.log");
            try (VhostUserProgram program = VhostUserProgram.start(socket, log, command)) {
                launchKernel(kernel, null, null, PROMPT);
                transfer();
                program.assertRuns();
                vm().shutdown();
            }
        }
    }

    private void configure(Path socket, String local, String remote, Path folder) {
        requireAccelerator("kvm");
        requireNetdev("vhost-user");
        requireNetdev("socket");
        requireNetdev("hubport");
        requireNetdev("user");
        requireDevice("virtio-net-pci");
        setMachine("q35");
        vm().addArgs("-cpu", "host", "-accel", "kvm", "-smp", "2", "-m", "128M");
        vm().addArgs("-append", "printk.time=0 console=ttyS0");
        // The other program accesses the guest's memory.
        vm().addArgs(
                        "-object",
                        "memory-backend-memfd,id=mem0,size=128M,share=on,prealloc=on",
                        "-numa",
                        "node,memdev=mem0");
        vm().addArgs(
                        "-chardev",
                        "socket,id=char0,path=" + socket,
                        "-netdev",
                        "vhost-user,id=vhost0,chardev=char0,vhostforce=on",
                        "-device",
                        "virtio-net-pci,netdev=vhost0");
        vm().addArgs(
                        "-netdev",
                        "socket,id=udp0,udp=" + local + ",localaddr=" + remote,
                        "-netdev",
                        "hubport,id=hub0,hubid=0,netdev=udp0",
                        "-netdev",
                        "user,id=user0,tftp=%s,hostfwd=tcp:127.0.0.1:0-:%d".formatted(folder, PORT),
                        "-netdev",
                        "hubport,id=hub1,hubid=0,netdev=user0");
    }

    private void transfer() {
        execCommandAndWaitForPattern(
                "tftp -g -r %1$s 10.0.2.2 ; sha256sum %1$s".formatted(TO_GUEST), TO_GUEST_SHA256);
        waitForConsolePattern(PROMPT);
        execCommandAndWaitForPattern("echo -n '%s' > %s".formatted(TO_HOST_TEXT, TO_HOST), PROMPT);
        checkHttpDownload(TO_HOST, TO_HOST_SHA256, PORT);
        waitForConsolePattern(PROMPT);
    }
}
