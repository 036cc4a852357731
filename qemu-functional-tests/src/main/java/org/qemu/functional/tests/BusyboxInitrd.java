package org.qemu.functional.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/** Creates an initrd with a single static busybox, which starts a shell or runs a script. */
public final class BusyboxInitrd {
    private static final String INIT =
            """
            #!/bin/busybox sh
            /bin/busybox mkdir -p /proc /sys /dev
            /bin/busybox --install -s /bin
            mount -t proc none /proc
            mount -t sysfs none /sys
            """;

    private BusyboxInitrd() {}

    /**
     * Write the initrd as an uncompressed cpio archive.
     *
     * @param busybox for the architecture of the guest
     * @return the initrd
     */
    public static Path write(Path busybox, Path initrd) {
        return write(busybox, initrd, "exec setsid cttyhack sh");
    }

    /**
     * Write an initrd that runs a script instead of a shell on the console.
     *
     * @param script what to do when {@code /proc} and {@code /sys} are mounted; the kernel panics
     *     if it ends
     */
    public static Path write(Path busybox, Path initrd, String script) {
        try (CpioArchiveOutputStream out =
                new CpioArchiveOutputStream(Files.newOutputStream(initrd))) {
            add(out, "bin", CpioConstants.C_ISDIR, new byte[0]);
            add(out, "dev", CpioConstants.C_ISDIR, new byte[0]);
            CpioArchiveEntry console = entry("dev/console", CpioConstants.C_ISCHR, 0);
            console.setRemoteDeviceMaj(5);
            console.setRemoteDeviceMin(1);
            out.putArchiveEntry(console);
            out.closeArchiveEntry();
            add(out, "bin/busybox", CpioConstants.C_ISREG, Files.readAllBytes(busybox));
            add(out, "init", CpioConstants.C_ISREG, (INIT + script + "\n").getBytes(US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the initrd '%s'".formatted(initrd), e);
        }
        return initrd;
    }

    private static void add(CpioArchiveOutputStream out, String name, int type, byte[] content)
            throws IOException {
        out.putArchiveEntry(entry(name, type, content.length));
        out.write(content);
        out.closeArchiveEntry();
    }

    private static CpioArchiveEntry entry(String name, int type, long size) {
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, name, size);
        entry.setMode(type | 0755);
        return entry;
    }
}
