package org.qemu.functional.machine;

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
 * <p>A FIFO would do as well, but the JDK can neither make one nor select on one. Linux opens the
 * pipe itself where {@code /proc/<pid>/fd/<number>} is opened, see proc(5). The JDK does not tell
 * the number; it is found by a count of bytes that are put into the pipe for that purpose.
 *
 * @param pipe both ends, for this process
 * @param path stands for the pipe as long as the end by which it was found is open: the reading end
 *     or the writing end may be opened there
 */
record PathPipe(Pipe pipe, Path path) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int MOST_MARKS = 4000;

    /**
     * Make a pipe.
     *
     * @throws IOException if it cannot be made, or {@code /proc} does not show it
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
        // Less one at first: another pipe may hold as many, but does not grow with this one.
        pipe.sink().write(ByteBuffer.allocate(marks - 1));
        List<Path> candidates = ownPipes().stream().filter(path -> holds(path, marks - 1)).toList();
        pipe.sink().write(ByteBuffer.allocate(1));
        return candidates.stream()
                .filter(path -> holds(path, marks))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IOException(
                                        "a new pipe is not among the open files in %s; consoles need /proc"
                                                .formatted(DESCRIPTORS)));
    }

    /** Pipes of which this process has both ends, each by one of them. */
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
            return ""; // closed in between
        }
    }

    private static boolean holds(Path path, int bytes) {
        // For reading and writing, which never blocks: the other end may be closed in between.
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
