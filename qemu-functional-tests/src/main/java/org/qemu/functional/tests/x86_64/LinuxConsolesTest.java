package org.qemu.functional.tests.x86_64;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that several consoles of one machine can be read and written concurrently. */
class LinuxConsolesTest extends DebianInstallerTest {
    private static final int SAID = 60_000;

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

        // There is a shell on each console; neither receives the other's input.
        execCommand("sh < /dev/ttyS1 > /dev/ttyS1 2>&1 & sh < /dev/hvc0 > /dev/hvc0 2>&1");
        for (String console : List.of("second", "virtio")) {
            waitForConsolePattern("built-in shell (ash)", null, vm(), console);
            waitForConsolePattern("~ # ", null, vm(), console);
        }
        execCommandAndWaitForPattern("echo $((6 * 7))", "42", null, vm(), "second");
        execCommandAndWaitForPattern("echo $((7 * 11))", "77", null, vm(), "virtio");
        vm().shutdown();
    }

    /**
     * Check that no output is lost if the consoles are not read until the guest has written
     * everything.
     */
    @Test
    void losesNothingThatIsSaidByteByByteWhileTheReadersAreBusy() {
        setMachine("q35");
        useShell(vm(), DebianInstaller.AMD64, "");
        vm().addConsole("second", 1);
        vm().addArgs("-device", "virtio-serial-pci");
        vm().addConsole("virtio", "virtconsole");
        vm().launch();
        awaitShell(vm());
        run(vm(), "modprobe virtio_pci; modprobe virtio_console");
        run(vm(), "exec 3> /dev/ttyS1 4> /dev/hvc0; stty raw <&3; stty raw <&4");
        run(vm(), "seq 10000 99999 > /numbers");
        CompletableFuture<Void> release = new CompletableFuture<>();
        ByteArrayOutputStream overSerial = capture("second", release);
        ByteArrayOutputStream overVirtio = capture("virtio", release);
        try {
            String say = "dd if=/numbers bs=1 count=%d >&".formatted(SAID);
            execCommand(say + "3; " + say + "4; echo said $?");
            waitForConsolePattern("said 0");
        } finally {
            release.complete(null);
        }
        vm().shutdown();
        String expected =
                IntStream.rangeClosed(10_000, 99_999)
                        .mapToObj(number -> number + "\n")
                        .collect(Collectors.joining())
                        .substring(0, SAID);
        assertEquals(expected, overSerial.toString(US_ASCII));
        assertEquals(expected, overVirtio.toString(US_ASCII));
    }

    /** Capture the output of a console, while its reader is blocked until the future completes. */
    private ByteArrayOutputStream capture(String console, CompletableFuture<Void> release) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        vm().console(console)
                .addListener(
                        (bytes, length) -> {
                            if (length > 0) {
                                release.join();
                            }
                            output.write(bytes, 0, length);
                        });
        return output;
    }
}
