package org.qemu.functional.tests.s390x;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipBigDataTest;
import org.qemu.functional.machine.QemuMachine;

/**
 * Proves that s390-ccw verifies the signatures of boot loader and kernel. The guest signs its own
 * before, with a certificate that QEMU then has to trust. This needs a host with the z16's
 * facilities for it.
 */
@SkipBigDataTest
class SecureIplTest extends QemuSystemTest {
    static final Asset FEDORA_40 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/40/Server/s390x/images/Fedora-Server-KVM-40-1.14.s390x.qcow2",
                    "091c232a7301be14e19c76ce9a0c1cbd2be2c4157884a731e1fc4f89e7455a5f");

    private static final String PASSWORD = "fedora40password";
    private static final String PROMPT = "[root@localhost ~]#";
    private static final String SETUP = "Please make a selection from the above";
    private static final Pattern CERTIFICATE =
            Pattern.compile("(?s)-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----");

    @Test
    void verifiesWhatACcwDiskBoots() throws IOException {
        verifies("virtio-blk-ccw");
    }

    @Test
    void verifiesWhatAPciDiskBoots() throws IOException {
        verifies("virtio-blk-pci");
    }

    private void verifies(String device) throws IOException {
        setMachine("s390-ccw-virtio");
        requireAccelerator("kvm");
        requireNetdev("user");
        Path disk =
                qemuImg().createOverlay(FEDORA_40.fetch(), "qcow2", scratchFile("fedora.qcow2"));
        Path certificate = signed(disk);
        QemuMachine vm = vm("verifying");
        vm.setMachine("s390-ccw-virtio,secure-boot=on,boot-certs.0.path=" + certificate);
        launch(vm, disk, device);
        waitForConsolePattern("Verified component", null, vm);
        waitForConsolePattern("Verified component", null, vm);
        waitForConsolePattern("localhost login:", null, vm);
        logIn(vm);
        exec(vm, "cat /sys/firmware/ipl/secure", "1");
        vm.shutdown();
    }

    /** Sign boot loader and kernel on the disk, and return the certificate. */
    private Path signed(Path disk) throws IOException {
        QemuMachine vm = vm("signing");
        vm.setMachine("s390-ccw-virtio");
        launch(vm, disk, "virtio-blk-ccw");
        requireFacilities(vm);
        waitForConsolePattern(SETUP, null, vm);
        exec(vm, "4", "Password:");
        exec(vm, PASSWORD, "Password (confirm):");
        exec(vm, PASSWORD, SETUP);
        exec(vm, "c", "localhost login:");
        logIn(vm);

        exec(vm, "openssl version", "OpenSSL 3.2.1 30");
        exec(
                vm,
                "openssl req -new -x509 -newkey rsa:2048 -keyout mykey.pem -outform PEM"
                        + " -out mycert.pem -days 36500 -subj \"/CN=My Name/\" -nodes -verbose",
                "Writing private key to 'mykey.pem'");
        exec(vm, "sudo dnf install kernel-devel-$(uname -r) -y", "Complete!");
        waitForConsolePattern(PROMPT, null, vm);
        exec(vm, "ls /usr/src/kernels/$(uname -r)/scripts/", "sign-file");
        for (String file : List.of("/lib/s390-tools/stage3.bin", "/boot/vmlinuz-$(uname -r)")) {
            exec(
                    vm,
                    "/usr/src/kernels/$(uname -r)/scripts/sign-file sha256 mykey.pem mycert.pem "
                            + file,
                    PROMPT);
        }
        exec(vm, "zipl --secure 1 -VV", "Done.");
        execCommand("cat mycert.pem", vm);
        waitForConsolePattern("-----END CERTIFICATE-----", null, vm);
        Path certificate = scratchFile("mycert.pem");
        Matcher text = CERTIFICATE.matcher(Files.readString(vm.consoleLog()));
        if (!text.find()) {
            throw new IOException("no certificate in '%s'".formatted(vm.consoleLog()));
        }
        Files.writeString(certificate, text.group().replace("\r", "") + "\n");
        vm.shutdown();
        return certificate;
    }

    private static void launch(QemuMachine vm, Path disk, String device) {
        vm.setConsole();
        vm.addArgs("-nographic", "-accel", "kvm", "-m", "1024");
        vm.addArgs("-drive", "id=drive0,if=none,format=qcow2,file=" + disk);
        vm.addArgs("-device", device + ",drive=drive0,bootindex=1");
        vm.launch();
    }

    private static void requireFacilities(QemuMachine vm) {
        JsonNode host =
                vm.cmd(
                                "query-cpu-model-expansion",
                                Map.of("model", Map.of("name", "host"), "type", "full"))
                        .at("/model/props");
        for (String facility : List.of("sipl", "sclaf", "cstore")) {
            assumeTrue(
                    host.path(facility).asBoolean(),
                    () -> "the host's CPU has no facility '%s': z16 has".formatted(facility));
        }
    }

    private void logIn(QemuMachine vm) {
        exec(vm, "root", "Password:");
        exec(vm, PASSWORD, PROMPT);
    }

    private void exec(QemuMachine vm, String command, String pattern) {
        execCommandAndWaitForPattern(command, pattern, null, vm);
    }
}
