package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What changes when a file is replaced or written to. */
public record FileIdentity(
        Object device, Object inode, Object size, Object modified, Object changed) {
    /** Looks at a file, through links. */
    public static FileIdentity of(Path file) throws IOException {
        Map<String, Object> now =
                Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
        return new FileIdentity(
                now.get("dev"),
                now.get("ino"),
                now.get("size"),
                now.get("lastModifiedTime"),
                now.get("ctime"));
    }

    /** Returns {@code null} if there is no such file. */
    public static @Nullable FileIdentity ofExisting(Path file) throws IOException {
        try {
            return of(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Tells whether it is the same file, whatever its content. */
    public boolean sameFileAs(FileIdentity other) {
        return device.equals(other.device) && inode.equals(other.inode);
    }
}
