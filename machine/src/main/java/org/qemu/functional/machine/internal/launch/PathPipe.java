package org.qemu.functional.machine.internal.launch;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A pipe of this process that another process can open by a path.
 *
 * <p>A FIFO would be simpler, but the JDK can neither create nor select on one. Linux opens the
 * pipe itself when {@code /proc/<pid>/fd/<number>} is opened, see proc(5). The JDK does not expose
 * the number. To find it, a known number of bytes is written to the pipe and the open pipes are
 * searched for that count.
 *
 * @param pipe both ends, for this process
 * @param path the path of the pipe, valid while the end that was found is open; the other process
 *     may open either the reading or the writing end there
 */
record PathPipe(Pipe pipe, Path path) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int MOST_MARKS = 4000;

    /**
     * Create a pipe.
     *
     * @throws IOException if it cannot be created, or {@code /proc} does not show it
     */
    static synchronized PathPipe open() throws IOException {
        Pipe pipe = Pipe.open();
        try {
            int marks = ThreadLocalRandom.current().nextInt(2, MOST_MARKS);
            PathPipe made = new PathPipe(pipe, find(pipe, marks));
            drain(pipe, marks);
            return made;
        } catch (IOException | RuntimeException e) {
            pipe.source().close();
            pipe.sink().close();
            throw e;
        }
    }

    private static Path find(Pipe pipe, int marks) throws IOException {
        // Write one byte less at first: another pipe may hold the same number of bytes, but does
        // not grow together with this one.
        pipe.sink().write(ByteBuffer.allocate(marks - 1));
        List<Path> candidates = ownPipes().stream().filter(path -> holds(path, marks - 1)).toList();
        pipe.sink().write(ByteBuffer.allocate(1));
        return candidates.stream()
                .filter(path -> holds(path, marks))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IOException(
                                        "cannot find a new pipe among the open files in %s; consoles need /proc"
                                                .formatted(DESCRIPTORS)));
    }

    /** Return one path for each pipe of which this process has both ends. */
    private static List<Path> ownPipes() throws IOException {
        Map<String, Path> first = new LinkedHashMap<>();
        List<Path> own = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("pipe:") && first.put(target, descriptor) != null) {
                    own.add(
                            Path.of(
                                    "/proc/%d/fd/%s"
                                            .formatted(
                                                    ProcessHandle.current().pid(),
                                                    descriptor.getFileName())));
                }
            }
        }
        return own;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // was closed meanwhile
        }
    }

    private static boolean holds(Path path, int bytes) {
        // Open for reading and writing, which never blocks: the other end may be closed meanwhile.
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
                FileInputStream in = new FileInputStream(file.getFD())) {
            return in.available() == bytes;
        } catch (IOException e) {
            return false;
        }
    }

    private static void drain(Pipe pipe, int bytes) throws IOException {
        ByteBuffer marks = ByteBuffer.allocate(bytes);
        while (marks.hasRemaining()) {
            pipe.source().read(marks);
        }
    }
}
