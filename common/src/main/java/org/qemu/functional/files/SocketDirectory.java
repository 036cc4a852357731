package org.qemu.functional.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A private folder, mode 0700, whose path is short enough for UNIX sockets: {@code sun_path} has
 * 108 bytes including its final zero, see unix(7).
 *
 * <p>It is locked, so that a later run can remove what a {@code kill -9} left behind.
 */
public final class SocketDirectory implements AutoCloseable {
    /** The longest path of a socket, in bytes. */
    static final int MAX_PATH = 107;

    private static final int LONGEST_NAME = 32;
    static final String PREFIX = "qemu-functional-s-";

    /** The longest random part of a folder's name, in bytes. */
    private static final int LONGEST_SUFFIX = 7;

    private static boolean swept;

    private final LockedFolder folder;

    private SocketDirectory(LockedFolder folder) {
        this.folder = folder;
    }

    /**
     * Create a folder below the temporary folder, or below {@code /tmp} if the path of the former
     * is too long for sockets.
     *
     * @throws UncheckedIOException if the folder cannot be created
     */
    public static SocketDirectory create() {
        return below(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static SocketDirectory below(Path temporary) {
        int length =
                temporary.resolve(PREFIX).toString().getBytes(UTF_8).length + LONGEST_SUFFIX + 1;
        Path parent = length + LONGEST_NAME <= MAX_PATH ? temporary : Path.of("/tmp");
        sweepOnce(parent);
        try {
            return new SocketDirectory(LockedFolder.create(parent, PREFIX));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot create a folder for sockets in '%s'".formatted(parent), e);
        }
    }

    /** Return the path of the folder. */
    public Path path() {
        return folder.path();
    }

    /**
     * Return the path of a socket in this folder.
     *
     * @param name at most 32 bytes
     * @throws IllegalArgumentException if the name is longer
     */
    public Path socket(String name) {
        if (name.getBytes(UTF_8).length > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "socket name '%s' is longer than %d bytes".formatted(name, LONGEST_NAME));
        }
        return path().resolve(name);
    }

    /**
     * Remove the folder with its sockets; established connections are not affected.
     *
     * @throws UncheckedIOException if the folder cannot be removed
     */
    @Override
    public void close() {
        try {
            folder.delete();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove '%s'".formatted(path()), e);
        }
    }

    private static synchronized void sweepOnce(Path parent) {
        if (!swept) {
            swept = true;
            LockedFolder.sweep(parent, PREFIX);
        }
    }
}
