package org.qemu.functional.asset.internal.extraction.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The attributes of a file itself; links are not followed. Times are in microseconds since 1970,
 * because some JDKs have no finer resolution.
 *
 * @param mode type and permissions, as in {@code st_mode}
 */
public record FileStat(int mode, long inode, long size, long modified, long changed) {
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int PERMISSIONS = 07777;

    public static FileStat of(Path file) throws IOException {
        Map<String, Object> now =
                Files.readAttributes(
                        file,
                        "unix:mode,ino,size,lastModifiedTime,ctime",
                        LinkOption.NOFOLLOW_LINKS);
        return new FileStat(
                (Integer) now.get("mode"),
                (Long) now.get("ino"),
                (Long) now.get("size"),
                micros(now.get("lastModifiedTime")),
                micros(now.get("ctime")));
    }

    private static long micros(Object time) {
        return ((FileTime) time).to(TimeUnit.MICROSECONDS);
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    public boolean isFile() {
        return (mode & TYPE) == REGULAR;
    }

    public boolean isSymbolicLink() {
        return (mode & TYPE) == SYMBOLIC_LINK;
    }

    public int permissions() {
        return mode & PERMISSIONS;
    }

    FileTime modifiedTime() {
        return FileTime.from(modified, TimeUnit.MICROSECONDS);
    }
}
