package org.qemu.functional.guest.internal.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.qemu.functional.archive.Archives;

/** Transfer folders as tar archives, with links and permissions. */
public final class FolderTransfer {
    private static final int PERMISSIONS = 0777;

    private FolderTransfer() {}

    /** Write the contents of a folder of the host to a stream. */
    public static void pack(Path folder, OutputStream target) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(target, "UTF-8");
                Stream<Path> all = Files.walk(folder)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
            List<Path> sorted = all.filter(path -> !path.equals(folder)).sorted().toList();
            for (Path path : sorted) {
                add(tar, path, folder.relativize(path).toString());
            }
        }
    }

    private static void add(TarArchiveOutputStream tar, Path path, String name) throws IOException {
        if (Files.isSymbolicLink(path)) {
            TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
            tar.putArchiveEntry(entry);
        } else if (Files.isDirectory(path)) {
            TarArchiveEntry entry = new TarArchiveEntry(name + "/");
            entry.setMode(mode(path));
            tar.putArchiveEntry(entry);
        } else {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(Files.size(path));
            entry.setMode(mode(path));
            entry.setModTime(Files.getLastModifiedTime(path));
            tar.putArchiveEntry(entry);
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
    }

    /** Return the permission bits of a file of the host. */
    public static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS)
                & PERMISSIONS;
    }

    /**
     * Extract an archive of a guest; nothing is written outside of the folder, whatever the archive
     * contains.
     */
    public static void unpack(InputStream source, Path folder) {
        Archives.extract(source, "tar", "the guest's folder", folder);
    }
}
