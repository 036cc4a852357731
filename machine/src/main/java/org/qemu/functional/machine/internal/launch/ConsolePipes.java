package org.qemu.functional.machine.internal.launch;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.Transcript;
import org.qemu.functional.logging.Log;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.trace.internal.ConsoleRecord;

/**
 * The two pipes of a console, one for each direction, which QEMU opens by their paths.
 *
 * <p>A pipe accepts 65,536 single-byte writes before its writer blocks. A UNIX socket accepts 278,
 * because each write costs the kernel 768 bytes; a guest whose UART is not drained in time then
 * overwrites its contents.
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
     * Create the pipes of a console.
     *
     * @param id the id of the chardev
     * @param path the prefix of the links to the pipes, {@code path.out} and {@code path.in}
     * @throws IOException if the pipes or links cannot be created
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

    /** Return the chardev with which QEMU opens the pipes. */
    String chardev() {
        return "pipe,id=%s,path=%s".formatted(id, path);
    }

    /**
     * Start to read the console, which then owns this program's ends of the pipes. Output that QEMU
     * wrote earlier is still in the pipe.
     *
     * @throws IOException if the log cannot be written
     */
    Console open(Path log, String thread, ConsoleRecord record) throws IOException {
        Console console =
                Console.open(
                        output.source(),
                        input.sink(),
                        Transcript.to(log, record),
                        TestLog.threads(thread));
        opened = true;
        return console;
    }

    /**
     * Close QEMU's ends, which QEMU has opened itself by now unless it has exited: the console
     * reaches its end when no other process can write into its pipe. If no console was opened,
     * close this program's ends as well.
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
