package org.qemu.functional.machine;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.Transcript;
import org.qemu.functional.logging.Log;
import org.qemu.functional.logging.TestLog;

/**
 * The two pipes of a console, one for each direction, which QEMU opens by their paths.
 *
 * <p>A pipe takes 65,536 bytes that are written one by one before its writer has to wait. A UNIX
 * socket takes 278, since each costs the kernel 768 bytes; a guest whose UART is not emptied in
 * time then writes over what is in it.
 */
final class ConsolePipes implements AutoCloseable {
    private static final Log LOG = Log.of("qemu.machine");

    private final String id;
    private final Path path;
    private final Pipe output;
    private final Pipe input;
    private boolean opened;

    private ConsolePipes(String id, Path path, Pipe output, Pipe input) {
        this.id = id;
        this.path = path;
        this.output = output;
        this.input = input;
    }

    /**
     * Make the pipes of a console.
     *
     * @param id of the chardev
     * @param path {@code path.out} and {@code path.in} become links to the pipes
     * @throws IOException if they cannot be made
     */
    static ConsolePipes create(String id, Path path) throws IOException {
        PathPipe output = PathPipe.open();
        try {
            PathPipe input = PathPipe.open();
            ConsolePipes pipes = new ConsolePipes(id, path, output.pipe(), input.pipe());
            try {
                Files.createSymbolicLink(Path.of(path + ".out"), output.path());
                Files.createSymbolicLink(Path.of(path + ".in"), input.path());
                return pipes;
            } catch (IOException e) {
                pipes.close();
                throw e;
            }
        } catch (IOException e) {
            close(output.pipe().source());
            close(output.pipe().sink());
            throw e;
        }
    }

    /** The chardev by which QEMU opens the pipes. */
    String chardev() {
        return "pipe,id=%s,path=%s".formatted(id, path);
    }

    /**
     * Start to read the console, which then owns this program's ends. What QEMU has written before
     * that waits in the pipe.
     *
     * @throws IOException if the log cannot be written
     */
    Console open(Path log, String thread) throws IOException {
        Console console =
                Console.open(
                        output.source(), input.sink(), Transcript.to(log), TestLog.threads(thread));
        opened = true;
        return console;
    }

    /**
     * Close the ends that are QEMU's, which has opened them or is gone: the console ends when
     * nobody else can write into its pipe. Without a console, close this program's as well.
     */
    @Override
    public void close() {
        close(output.sink());
        close(input.source());
        if (!opened) {
            close(output.source());
            close(input.sink());
        }
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("cannot close a pipe: {}", e.getMessage());
        }
    }
}
