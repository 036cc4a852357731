package org.qemu.functional.tests.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.budget.TestTimeout;
import org.qemu.functional.machine.daemon.NbdServer;

@TestTimeout(seconds = 20)
class ServedDisks extends QemuSystemTest {
    private NbdServer serve(String format) throws IOException {
        Path disk = Files.write(scratchFile("disk.img"), new byte[1 << 20]);
        return daemons().nbdServer(disk, "--format=" + format);
    }

    @Test
    void boots() throws IOException {
        NbdServer server = serve("raw");
        vm().setConsole("isa-debugcon,iobase=0x402");
        vm().addArgs("-blockdev", server.blockdev("disk"), "-device", "virtio-blk-pci,drive=disk");
        vm().launch();
        waitForConsolePattern("SeaBIOS (version ");
        ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
        waitForConsolePattern("Welcome");
    }

    @Test
    void opens() throws IOException {
        vm().addArgs("-blockdev", serve("qcow2").blockdev("disk"));
        vm().launch();
    }
}
