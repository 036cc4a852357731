package org.qemu.functional.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The files of one test: logs that are kept, a scratch folder that is not, a folder for sockets.
 *
 * <p>The folder is {@code <build>/tests/functional/<arch>/<Class>.<method>/}, as in QEMU's
 * framework.
 */
public final class TestFiles implements AutoCloseable {
    private final SourceTree tree;
    private final Path output;
    private final boolean keepScratch;
    private final HeldLock lock;
    private @Nullable SocketDirectory sockets;

    private TestFiles(SourceTree tree, Path output, HeldLock lock, boolean keepScratch) {
        this.tree = tree;
        this.output = output;
        this.lock = lock;
        this.keepScratch = keepScratch;
    }

    /**
     * Make the folders of a test anew: logs and scratch files of an earlier run are removed. If the
     * same test runs at the same time elsewhere, this run's folder has a number: {@code
     * <Class>.<method>.2}.
     *
     * @param arch the target's name, such as {@code aarch64}
     * @param test the test's name, {@code <Class>.<method>}
     * @param keepScratch leave the scratch folder behind
     * @throws UncheckedIOException if a folder cannot be made
     */
    public static TestFiles create(SourceTree tree, String arch, String test, boolean keepScratch) {
        Path folder = tree.build().resolve(Path.of("tests", "functional", arch, test));
        try {
            TestFiles files = reserve(tree, folder, keepScratch);
            Folders.delete(files.scratch());
            Files.createDirectories(files.scratch());
            removeLogs(files.output);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make the folder '%s' of this test; is QEMU_BUILD_ROOT right and the disk not full?"
                            .formatted(folder),
                    e);
        }
    }

    /**
     * Return the folder, or if the same test runs elsewhere right now, one with a number.
     *
     * <p>The lock is on one byte of a file {@code .lock} beside the folders, at a position that the
     * name of the folder gives.
     */
    private static TestFiles reserve(SourceTree tree, Path folder, boolean keepScratch)
            throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        FileLocks locks = FileLocks.of(parent.resolve(".lock"));
        String name = folder.getFileName().toString();
        String free = name;
        HeldLock lock = locks.tryLock(position(free), LockMode.EXCLUSIVE);
        for (int number = 2; lock == null; number++) {
            free = name + "." + number;
            lock = locks.tryLock(position(free), LockMode.EXCLUSIVE);
        }
        return new TestFiles(tree, folder.resolveSibling(free), lock, keepScratch);
    }

    private static long position(String name) {
        return Integer.toUnsignedLong(name.hashCode());
    }

    private static void removeLogs(Path output) throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(output, "*.log")) {
            for (Path log : logs) {
                Files.deleteIfExists(log);
            }
        }
    }

    /** Return a path in the scratch folder, which is removed when the test ends. */
    public Path scratch(String... parts) {
        return resolve(output.resolve("scratch"), parts);
    }

    /** Return a path in the folder that is kept, for what helps to understand a failure. */
    public Path log(String... parts) {
        return resolve(output, parts);
    }

    /** Return the log files that are there now, in the order of their names. */
    public List<Path> logs() {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(output, "*.log")) {
            return StreamSupport.stream(logs.spliterator(), false).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Return a path in the build folder. */
    public Path build(String... parts) {
        return resolve(tree.build(), parts);
    }

    /** Return a path among the tests' data in the source, {@code qemu-functional-tests/data}. */
    public Path data(String... parts) {
        return resolve(tree.source().resolve(Path.of("qemu-functional-tests", "data")), parts);
    }

    /**
     * Return the path of a TCG plug-in: {@code tests/tcg/plugins/<name>.so} in the build folder, or
     * beside QEMU's binary when that stands in a build folder of its own.
     *
     * @param binary QEMU's binary
     */
    public Path plugin(Path binary, String name) {
        Path relative = Path.of("tests", "tcg", "plugins", name + ".so");
        Path beside = binary.resolveSibling(relative);
        return Files.exists(beside) ? beside : tree.build().resolve(relative);
    }

    /** Return a folder for UNIX sockets, made at the first call and removed when the test ends. */
    public synchronized Path socketDir() {
        if (sockets == null) {
            sockets = SocketDirectory.create();
        }
        return sockets.path();
    }

    private static Path resolve(Path folder, String... parts) {
        Path path = folder;
        for (String part : parts) {
            path = path.resolve(part);
        }
        return path;
    }

    /**
     * Remove the sockets and, unless it is to be kept, the scratch folder.
     *
     * @throws UncheckedIOException if something cannot be removed
     */
    @Override
    public synchronized void close() {
        if (sockets != null) {
            sockets.close();
            sockets = null;
        }
        try {
            if (!keepScratch) {
                Folders.delete(scratch());
            }
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove '%s'".formatted(scratch()), e);
        }
    }
}
