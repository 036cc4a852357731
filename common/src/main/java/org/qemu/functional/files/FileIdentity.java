package org.qemu.functional.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What changes when a file is replaced or written to. */
public final class FileIdentity {
    // No record, whose equals takes 20 ms to be made in a process that has made none yet.
    private final long device;
    private final long inode;
    private final long size;
    private final long modified;
    private final long changed;
    private final int owner;

    private FileIdentity(
            long device, long inode, long size, long modified, long changed, int owner) {
        this.device = device;
        this.inode = inode;
        this.size = size;
        this.modified = modified;
        this.changed = changed;
        this.owner = owner;
    }

    /** Looks at a file, through links. */
    public static FileIdentity of(Path file) throws IOException {
        Map<String, Object> now =
                Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime,uid");
        return new FileIdentity(
                (Long) now.get("dev"),
                (Long) now.get("ino"),
                (Long) now.get("size"),
                nanos(now.get("lastModifiedTime")),
                nanos(now.get("ctime")),
                (Integer) now.get("uid"));
    }

    /** Returns {@code null} if there is no such file. */
    public static @Nullable FileIdentity ofExisting(Path file) throws IOException {
        try {
            return of(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Returns when the content was changed last, in nanoseconds since 1970. */
    public long modified() {
        return modified;
    }

    /**
     * Returns when the content, mode, links or attributes were changed last, in nanoseconds since
     * 1970; no program can set it.
     */
    public long changed() {
        return changed;
    }

    /** Tells whether it is of a user whose files are believed; see {@link FileOwner}. */
    public boolean isTrusted() {
        return FileOwner.isTrusted(owner);
    }

    /** Tells whether it is the same file, whatever its content. */
    public boolean sameFileAs(FileIdentity other) {
        return device == other.device && inode == other.inode;
    }

    /** Returns all of it as one line, to be compared with another's. */
    public String line() {
        return device + " " + inode + " " + size + " " + modified + " " + changed + "\n";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileIdentity that
                && device == that.device
                && inode == that.inode
                && size == that.size
                && modified == that.modified
                && changed == that.changed;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(inode ^ changed);
    }

    @Override
    public String toString() {
        return line().strip();
    }

    private static long nanos(@Nullable Object time) {
        return time instanceof FileTime t ? t.to(TimeUnit.NANOSECONDS) : 0;
    }
}
