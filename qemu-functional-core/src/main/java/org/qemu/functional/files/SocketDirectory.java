package org.qemu.functional.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private folder, mode 0700, whose path is short enough for UNIX sockets: {@code sun_path} holds
 * 108 bytes with its final zero, see unix(7).
 *
 * <p>Its name holds the process id, so that a later run can remove what a {@code kill -9} left.
 */
public final class SocketDirectory implements AutoCloseable {
    /** The longest path of a socket, in bytes. */
    static final int MAX_PATH = 107;

    private static final int LONGEST_NAME = 32;
    private static final String PREFIX = "qemu-functional-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-.*");

    private static boolean swept;

    private final Path path;

    private SocketDirectory(Path path) {
        this.path = path;
    }

    /**
     * Make a new folder below the temporary folder, or below {@code /tmp} if the path of the former
     * is too long for sockets.
     *
     * @throws UncheckedIOException if neither can be written
     */
    public static SocketDirectory create() {
        return below(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static SocketDirectory below(Path temporary) {
        int length = temporary.resolve(PREFIX).toString().getBytes(UTF_8).length + 30;
        Path parent = length + LONGEST_NAME <= MAX_PATH ? temporary : Path.of("/tmp");
        sweepOnce(parent);
        try {
            return new SocketDirectory(createNew(parent));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make a folder for sockets in '%s'".formatted(parent), e);
        }
    }

    /**
     * Not as the JDK makes temporary folders: there is nothing to guess, as a folder that is there
     * is not taken, and its source of random numbers takes 10 ms to load.
     */
    private static Path createNew(Path parent) throws IOException {
        String prefix = PREFIX + ProcessHandle.current().pid() + "-";
        while (true) {
            try {
                return Files.createDirectory(
                        parent.resolve(prefix + Integer.toUnsignedString(nextRandom(), 36)),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                // The next number, then.
            }
        }
    }

    private static int nextRandom() {
        return ThreadLocalRandom.current().nextInt();
    }

    /** The folder. */
    public Path path() {
        return path;
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
                    "the name '%s' of a socket has more than %d bytes"
                            .formatted(name, LONGEST_NAME));
        }
        return path.resolve(name);
    }

    /** Remove the folder with its sockets; connections that stand are not affected. */
    @Override
    public void close() {
        try {
            Folders.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove '%s'".formatted(path), e);
        }
    }

    private static synchronized void sweepOnce(Path parent) {
        if (!swept) {
            swept = true;
            sweep(parent);
        }
    }

    /** Remove the folders of processes that are no more. */
    static void sweep(Path parent) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                Matcher name = NAME.matcher(folder.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
                        && Files.isWritable(folder)) {
                    Folders.delete(folder);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Another's folder, or one that another process removes right now: not ours to mind.
        }
    }
}
