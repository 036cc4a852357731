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
 * The files of one test: logs, which are kept; a scratch folder, which is not; a folder for
 * sockets.
 *
 * <p>The folder is {@code <build>/tests/functional/<arch>/<Class>.<method>/}, as in QEMU's
 * framework; in another project, {@code qemu-functional/<arch>/<Class>.<method>/} in its output
 * folder: see {@link SourceTree#locate(java.util.Map, Class)}.
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
     * Create the folders of a test and remove the logs and scratch files of an earlier run. If
     * another process runs the same test at the same time, append a number to this run's folder:
     * {@code <Class>.<method>.2}.
     *
     * @param arch the target's name, such as {@code aarch64}
     * @param test the test's name, {@code <Class>.<method>}
     * @param keepScratch whether to keep the scratch folder
     * @throws UncheckedIOException if a folder cannot be created
     */
    public static TestFiles create(SourceTree tree, String arch, String test, boolean keepScratch) {
        Path folder = tree.logs().resolve(Path.of(arch, test));
        try {
            TestFiles files = reserve(tree, folder, keepScratch);
            Folders.delete(files.scratch());
            Files.createDirectories(files.scratch());
            removeLogs(files.output);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot create the folder '%s' of this test; check QEMU_BUILD_ROOT and free disk space"
                            .formatted(folder),
                    e);
        }
    }

    /**
     * Return the folder, or one with a number if the same test is running elsewhere.
     *
     * <p>The lock is on one byte of a file {@code .lock} beside the folders; the name of the folder
     * determines the position.
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
        try (DirectoryStream<Path> logs =
                Files.newDirectoryStream(output, "{*.log,*.cast,trace.jsonl}")) {
            for (Path log : logs) {
                Files.deleteIfExists(log);
            }
        }
    }

    /** Return a path in the scratch folder, which is removed when the test ends. */
    public Path scratch(String... parts) {
        return resolve(output.resolve("scratch"), parts);
    }

    /** Return a path in the folder that is kept, for files that help to understand a failure. */
    public Path log(String... parts) {
        return resolve(output, parts);
    }

    /** Return the existing log files, sorted by name. */
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

    /**
     * Return a path in the tests' data in the source folder, {@code qemu-functional-tests/data}.
     */
    public Path data(String... parts) {
        return resolve(tree.source().resolve(Path.of("qemu-functional-tests", "data")), parts);
    }

    /**
     * Return the path of a TCG plug-in: {@code tests/tcg/plugins/<name>.so} in the build folder, or
     * beside QEMU's binary if that has a build folder of its own.
     *
     * @param binary QEMU's binary
     */
    public Path plugin(Path binary, String name) {
        Path relative = Path.of("tests", "tcg", "plugins", name + ".so");
        Path beside = binary.resolveSibling(relative);
        return Files.exists(beside) ? beside : tree.build().resolve(relative);
    }

    /**
     * Return a folder for UNIX sockets, created at the first call and removed when the test ends.
     */
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
