package org.qemu.functional.guest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.internal.channel.FolderTransfer;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.text.ShellQuoting;

/** Copy files and folders to and from a guest. */
final class GuestFiles {
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    private final Guest guest;

    GuestFiles(Guest guest) {
        this.guest = guest;
    }

    void put(Path source, String target) {
        try {
            if (Files.isDirectory(source)) {
                putFolder(source, target);
            } else {
                try (InputStream content = Files.newInputStream(source)) {
                    guest.channel().put(content, target, FolderTransfer.mode(source), limit());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot copy '%s' to guest '%s': %s"
                            .formatted(source, guest.vm().name(), e.getMessage()),
                    e);
        }
    }

    void put(byte[] content, String target) {
        try {
            guest.channel().put(new ByteArrayInputStream(content), target, 0644, limit());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Duration limit() {
        return TimeoutScale.scaled(Guest.COMMAND_TIMEOUT.multipliedBy(5));
    }

    private void putFolder(Path source, String target) throws IOException {
        String where = ShellQuoting.quote(target);
        String unpack = "mkdir -p " + where + " && tar x -C " + where + " -f ";
        if (!guest.channel().takesInput()) {
            String archive = "/tmp/.guest-folder-" + FOLDERS.incrementAndGet() + ".tar";
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            FolderTransfer.pack(source, packed);
            put(packed.toByteArray(), archive);
            guest.run(unpack + archive + "; s=$?; rm -f " + archive + "; exit $s").check();
            return;
        }
        try (Execution tar = guest.channel().start(unpack + "-")) {
            try (OutputStream stdin = tar.stdin()) {
                FolderTransfer.pack(source, stdin);
            }
            finish(tar, "unpack '%s'".formatted(target));
        }
    }

    void get(String source, Path target) {
        try {
            if (guest.run("[ -d " + ShellQuoting.quote(source) + " ]").isSuccess()) {
                getFolder(source, target);
            } else {
                getFile(source, target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot copy '%s' of guest '%s' to '%s': %s"
                            .formatted(source, guest.vm().name(), target, e.getMessage()),
                    e);
        }
    }

    byte[] get(String source) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try {
            guest.channel().get(source, content, limit());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toByteArray();
    }

    private void getFile(String source, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            int mode;
            try (OutputStream content = Files.newOutputStream(part)) {
                mode = guest.channel().get(source, content, limit());
            }
            Files.setAttribute(part, "unix:mode", mode);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void getFolder(String source, Path target) throws IOException {
        try (Execution tar =
                guest.channel().start("tar c -C " + ShellQuoting.quote(source) + " -f - .")) {
            tar.stdin().close();
            FolderTransfer.unpack(tar.stdout(), target);
            finish(tar, "pack '%s'".formatted(source));
        }
    }

    private void finish(Execution tar, String what) throws IOException {
        try {
            CommandOutput output =
                    tar.collect(Guest.OUTPUT_LIMIT, limit())
                            .orElseThrow(
                                    () -> guest.late(what, Guest.COMMAND_TIMEOUT.multipliedBy(5)));
            new CommandResult(guest.vm().name(), what, output).check();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the guest to " + what, e);
        }
    }
}
