package org.qemu.functional.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The attributes of a file that change when the file is replaced or written to. */
public final class FileIdentity {
    // Not a record: generating the first {@code equals} of a record in a process takes 20 ms.
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

    /**
     * Read the identity of a file. Symbolic links are followed.
     *
     * @throws IOException if the attributes cannot be read, for example if there is no such file
     */
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

    /**
     * Read the identity of a file, or return {@code null} if there is no such file.
     *
     * @throws IOException if the attributes cannot be read
     */
    public static @Nullable FileIdentity ofExisting(Path file) throws IOException {
        try {
            return of(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Return the time of the last change of the content, in nanoseconds since 1970. */
    public long modified() {
        return modified;
    }

    /**
     * Return the time of the last change of the content, mode, links or attributes (ctime), in
     * nanoseconds since 1970. No program can set it.
     */
    public long changed() {
        return changed;
    }

    /** Return whether the owner of the file is trusted; see {@link FileOwner}. */
    public boolean isTrusted() {
        return FileOwner.isTrusted(owner);
    }

    /** Return whether both are the same file (device and inode), whatever its content. */
    public boolean sameFileAs(FileIdentity other) {
        return device == other.device && inode == other.inode;
    }

    /** Return all attributes except the owner as one line, for comparison with another file's. */
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
