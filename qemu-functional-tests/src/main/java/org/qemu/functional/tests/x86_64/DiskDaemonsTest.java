package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.QemuDiedError;
import org.qemu.functional.machine.daemon.DaemonDiedError;
import org.qemu.functional.machine.daemon.NbdServer;
import org.qemu.functional.machine.daemon.StorageDaemon;

/** Boots PCs from disks that other programs serve; SeaBIOS and the boot sector read them. */
class DiskDaemonsTest extends QemuSystemTest {
    private static final int SECTOR = 512;
    private static final long DISK_SIZE = 1 << 20;

    /**
     * Reads the next sector (int 13h, function 42h; the packet is behind the code) for ever, and
     * prints its first byte on the debug port after each read.
     */
    private static final String READS_FOR_EVER =
            "31c0 8ed8 bd007e" // xor ax,ax; mov ds,ax; mov bp,7e00h
                    + "be207c b442 cd13" // again: mov si,7c20h; mov ah,42h; int 13h
                    + "7207" // jc stop
                    + "a0007e e6e9" // mov al,[7e00h]; out 0e9h,al
                    + "ebf0" // jmp again
                    + "ebfe"; // stop: jmp stop

    private static final String PACKET = "10000100 007e0000 0100000000000000";
    private static final int PACKET_AT = 0x20;

    private Path disk;

    @BeforeEach
    void createDisk() throws IOException {
        byte[] image = new byte[(int) DISK_SIZE];
        copy(READS_FOR_EVER, image, 0);
        copy(PACKET, image, PACKET_AT);
        copy("55aa", image, SECTOR - 2);
        image[SECTOR] = 'R';
        disk = Files.write(scratchFile("disk.img"), image);
        setMachine("q35");
        vm().addArgs("-nodefaults", "-boot", "c");
    }

    private static void copy(String hex, byte[] image, int at) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        System.arraycopy(code, 0, image, at, code.length);
    }

    /** Boot, and wait until the guest has read the disk. */
    private void boot() {
        vm().setConsole("isa-debugcon,iobase=0xe9");
        vm().launch();
        waitForConsolePattern("RRRR");
    }

    @Test
    void nbdServer() {
        NbdServer server = daemons().nbdServer(disk, "--format=raw", "--read-only");
        vm().addArgs("-blockdev", server.blockdev("disk") + ",read-only=on");
        vm().addArgs("-device", "virtio-blk-pci,drive=disk");
        boot();
    }

    private StorageDaemon storageDaemon(String export) {
        return daemons()
                .storageDaemon(
                        "--blockdev",
                        "driver=file,node-name=disk,filename=" + disk,
                        "--export",
                        "id=export,node-name=disk," + export);
    }

    @Test
    void vhostUserBlk() {
        Path socket = socketDir().resolve("disk");
        StorageDaemon daemon =
                storageDaemon("type=vhost-user-blk,addr.type=unix,addr.path=" + socket);
        assertEquals(
                "vhost-user-blk", daemon.cmd("query-block-exports").get(0).path("type").asText());
        vm().addArgs("-m", "128M", "-object", "memory-backend-memfd,id=ram,size=128M,share=on");
        vm().addArgs("-machine", "memory-backend=ram");
        vm().addArgs("-chardev", "socket,id=disk,path=" + socket);
        vm().addArgs("-device", "vhost-user-blk-pci,chardev=disk");
        boot();
    }

    @Test
    void deathOfTheServerEndsTheTest() throws Exception {
        NbdServer server = daemons().nbdServer(disk, "--format=raw", "--read-only");
        vm().addArgs("-blockdev", server.blockdev("disk") + ",read-only=on");
        vm().addArgs("-device", "virtio-blk-pci,drive=disk");
        boot();
        assertEquals(0, new ProcessBuilder("kill", "-9", "" + server.pid()).start().waitFor());
        QemuDiedError died =
                assertThrows(
                        QemuDiedError.class, () -> vm().eventWait("SHUTDOWN", Duration.ofHours(1)));
        assertEquals(-9, ((DaemonDiedError) died.getCause()).exitCode());
    }
}
